#include "tertulia/reactor/fd_watch.h"

#include <utility>

#include <event2/event.h>

#include "tertulia/reactor/reactor.h"

#include "reactor/call.h"

namespace tertulia::reactor {

FdWatch::FdWatch(Reactor& reactor, int fd, std::function<void()> on_ready, Readiness readiness)
    : callback_(std::move(on_ready)) {
  const int what = readiness == Readiness::readable ? EV_READ : EV_WRITE;
  event_.reset(
      event_new(reactor.handle(), fd, static_cast<short>(what | EV_PERSIST), call, &callback_));
  resume();
}

void FdWatch::pause() { event_del(event_.get()); }

void FdWatch::resume() { event_add(event_.get(), nullptr); }

}  // namespace tertulia::reactor
