#pragma once

#include <cstdint>
#include <functional>

#include "tertulia/base/units.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back once, after a delay by the reactor's clock, and never early. Due timers run in the
/// order of their times. A timer with a delay of zero runs in the loop's next pass, also if the
/// callback of a timer starts it. Destroying a timer stops it. It must not be destroyed in its own
/// callback.
class Timer {
 public:
  Timer(Reactor& reactor, std::function<void()> callback);
  ~Timer();
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  /// Starts it, or starts it again with the new delay.
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
