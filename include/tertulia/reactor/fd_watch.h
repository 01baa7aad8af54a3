#pragma once

#include <functional>

#include "tertulia/reactor/event.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back whenever a descriptor is ready, as long as it stays so (level-triggered).
/// The descriptor is borrowed, its flags are left alone, and it must outlive this.
class FdWatch {
 public:
  enum class Readiness { readable, writable };

  FdWatch(Reactor& reactor, int fd, std::function<void()> on_ready,
          Readiness readiness = Readiness::readable);
  FdWatch(const FdWatch&) = delete;
  FdWatch& operator=(const FdWatch&) = delete;

  /// It starts out watching.
  void pause();
  void resume();

 private:
  std::function<void()> callback_;
  EventHandle event_;
};

}  // namespace tertulia::reactor
