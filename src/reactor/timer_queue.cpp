#include "reactor/timer_queue.h"

#include <algorithm>
#include <utility>

#include <event2/event.h>

#include "tertulia/reactor/timer.h"

#include "reactor/call.h"

namespace tertulia::reactor {
namespace {

timeval to_timeval(base::Instant::duration wait) {
  const auto microseconds = std::chrono::ceil<std::chrono::microseconds>(wait).count();
  constexpr std::int64_t kPerSecond = 1'000'000;
  return {static_cast<time_t>(microseconds / kPerSecond),
          static_cast<suseconds_t>(microseconds % kPerSecond)};
}

}  // namespace

bool TimerQueue::Earlier::operator()(const Timer* one, const Timer* other) const {
  return std::pair(one->due_, one->sequence_) < std::pair(other->due_, other->sequence_);
}

TimerQueue::TimerQueue(event_base* base, base::Clock& clock)
    : clock_(clock), event_(evtimer_new(base, call, &callback_)) {
  clock_.add_listener(*this);
}

TimerQueue::~TimerQueue() { clock_.remove_listener(*this); }

void TimerQueue::start(Timer& timer, base::Duration delay) {
  if (timer.pending()) timers_.erase(&timer);
  const auto now = clock_.now();
  const auto longest = std::chrono::floor<base::Duration>(base::Instant::max() - now);
  timer.due_ = now + std::clamp(delay, base::Duration::zero(), longest);
  timer.sequence_ = ++last_sequence_;
  timers_.insert(&timer);
  arm();
}

void TimerQueue::stop(Timer& timer) {
  if (!timer.pending()) return;
  timers_.erase(&timer);
  timer.sequence_ = 0;
  arm();
}

/// What a callback starts waits for the next pass, even if it is due already.
void TimerQueue::run_due() {
  armed_for_ = base::Instant::max();
  const auto now = clock_.now();
  const auto last = last_sequence_;
  running_ = true;
  while (!timers_.empty()) {
    auto& timer = **timers_.begin();
    if (timer.due_ > now || timer.sequence_ > last) break;
    stop(timer);
    timer.callback_();
  }
  running_ = false;
  arm();
}

void TimerQueue::arm() {
  if (running_) return;
  const auto due = timers_.empty() ? base::Instant::max() : (*timers_.begin())->due_;
  if (due == armed_for_) return;
  const auto now = clock_.now();
  const bool nothing_to_wait_for = timers_.empty() || (clock_.manual() && due > now);
  armed_for_ = nothing_to_wait_for ? base::Instant::max() : due;
  if (nothing_to_wait_for) {
    evtimer_del(event_.get());
  } else {
    const auto wait = to_timeval(std::max(due - now, base::Instant::duration::zero()));
    evtimer_add(event_.get(), &wait);
  }
}

}  // namespace tertulia::reactor
