#pragma once

#include <functional>

#include "tertulia/reactor/event.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back in each pass of the loop in which a descriptor is ready (level-triggered). It does
/// not own the descriptor and does not change its flags. The descriptor must outlive it.
class FdWatch {
 public:
  enum class Readiness { readable, writable };

  FdWatch(Reactor& reactor, int fd, std::function<void()> on_ready,
          Readiness readiness = Readiness::readable);
  FdWatch(const FdWatch&) = delete;
  FdWatch& operator=(const FdWatch&) = delete;

  /// A new watch is not paused.
  void pause();
  void resume();

 private:
  std::function<void()> callback_;
  EventHandle event_;
};

}  // namespace tertulia::reactor
