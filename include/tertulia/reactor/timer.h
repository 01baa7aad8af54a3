#pragma once

#include <functional>

#include "tertulia/base/units.h"
#include "tertulia/reactor/event.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back once, after a delay. Destroying it cancels it; it must not be destroyed in its own
/// callback.
class Timer {
 public:
  Timer(Reactor& reactor, std::function<void()> callback);
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// (Re)starts it; an earlier start is forgotten.
  void start(base::Duration delay);
  void stop();
  bool pending() const;

 private:
  std::function<void()> callback_;
  EventHandle event_;
};

}  // namespace tertulia::reactor
