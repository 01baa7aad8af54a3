#pragma once

#include "tertulia/base/clock.h"

namespace tertulia::support {

/// A manual clock of a machine that can sleep: the time of day then goes on, and the loop's time
/// does not.
class SleepyClock final : public base::Clock {
 public:
  explicit SleepyClock(base::ManualClock& clock) : clock_(clock) {}

  void sleep(base::Duration time) { slept_ += time; }
  base::Instant now() const override { return clock_.now(); }
  base::WallTime wall_time() const override { return clock_.wall_time() + slept_; }
  bool manual() const override { return true; }
  void add_listener(Listener& listener) override { clock_.add_listener(listener); }
  void remove_listener(Listener& listener) override { clock_.remove_listener(listener); }

 private:
  base::ManualClock& clock_;
  base::Duration slept_{};
};

}  // namespace tertulia::support
