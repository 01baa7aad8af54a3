#include "tertulia/reactor/timer.h"

#include <utility>

#include <event2/event.h>

#include "tertulia/reactor/reactor.h"

#include "reactor/call.h"

namespace tertulia::reactor {

Timer::Timer(Reactor& reactor, std::function<void()> callback)
    : callback_(std::move(callback)), event_(evtimer_new(reactor.handle(), call, &callback_)) {}

void Timer::start(base::Duration delay) {
  const auto milliseconds = delay.count();
  const timeval time{static_cast<time_t>(milliseconds / 1000),
                     static_cast<suseconds_t>(milliseconds % 1000 * 1000)};
  evtimer_add(event_.get(), &time);
}

void Timer::stop() { evtimer_del(event_.get()); }

bool Timer::pending() const { return evtimer_pending(event_.get(), nullptr) != 0; }

}  // namespace tertulia::reactor
