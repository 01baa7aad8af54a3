#pragma once

#include <cstdint>
#include <functional>
#include <set>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/event.h"

struct event_base;

namespace tertulia::reactor {

class Timer;

/// The running timers of a reactor, by the time at which they are due and then in the order in
/// which they were started. One timer of libevent waits for the earliest; with a manual clock there
/// is nothing to wait for, and it only wakes the loop when something is due.
class TimerQueue final : private base::Clock::Listener {
 public:
  TimerQueue(event_base* base, base::Clock& clock);
  ~TimerQueue();
  TimerQueue(const TimerQueue&) = delete;
  TimerQueue& operator=(const TimerQueue&) = delete;

  void start(Timer& timer, base::Duration delay);
  void stop(Timer& timer);

 private:
  struct Earlier {
    bool operator()(const Timer* one, const Timer* other) const;
  };

  void on_time_moved() override { arm(); }
  void run_due();
  void arm();

  base::Clock& clock_;
  std::function<void()> callback_ = [this] { run_due(); };
  EventHandle event_;
  std::set<Timer*, Earlier> timers_;
  std::uint64_t last_sequence_ = 0;
  base::Instant armed_for_ = base::Instant::max();
  bool running_ = false;
};

}  // namespace tertulia::reactor
