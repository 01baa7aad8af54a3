#include "tertulia/reactor/timer.h"

#include <utility>

#include "tertulia/reactor/reactor.h"

#include "reactor/timer_queue.h"

namespace tertulia::reactor {

Timer::Timer(Reactor& reactor, std::function<void()> callback)
    : reactor_(reactor), callback_(std::move(callback)) {}

Timer::~Timer() { stop(); }

void Timer::start(base::Duration delay) { reactor_.timers().start(*this, delay); }

void Timer::stop() { reactor_.timers().stop(*this); }

}  // namespace tertulia::reactor
