#pragma once

#include <cstdint>
#include <functional>

#include "tertulia/base/units.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back once, after a delay by the reactor's clock, and never early. Timers that are due run
/// in the order of their times. A timer that is started without delay runs in the loop's next pass,
/// also when it is started from the callback of a timer. Destroying it stops it; it must not be
/// destroyed in its own callback.
class Timer {
 public:
  Timer(Reactor& reactor, std::function<void()> callback);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// (Re)starts it; an earlier start is forgotten.
  void start(base::Duration delay);
  void stop();
  bool pending() const { return sequence_ != 0; }

 private:
  friend class TimerQueue;
  Reactor& reactor_;
  std::function<void()> callback_;
  base::Instant due_{};
  std::uint64_t sequence_ = 0;  // 0: not running
};

}  // namespace tertulia::reactor
