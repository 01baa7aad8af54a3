#include "tertulia/reactor/fd_watch.h"

#include <utility>

#include <event2/event.h>

#include "tertulia/reactor/reactor.h"

#include "reactor/call.h"

namespace tertulia::reactor {

FdWatch::FdWatch(Reactor& reactor, int fd, std::function<void()> on_readable)
    : callback_(std::move(on_readable)),
      event_(event_new(reactor.handle(), fd, EV_READ | EV_PERSIST, call, &callback_)) {
  resume();
}

void FdWatch::pause() { event_del(event_.get()); }

void FdWatch::resume() { event_add(event_.get(), nullptr); }

}  // namespace tertulia::reactor
