#include "tertulia/reactor/signal.h"

#include <utility>

#include <event2/event.h>

#include "tertulia/reactor/reactor.h"

#include "reactor/call.h"

namespace tertulia::reactor {

Signal::Signal(Reactor& reactor, int number, std::function<void()> callback)
    : callback_(std::move(callback)),
      event_(evsignal_new(reactor.handle(), number, call, &callback_)) {
  evsignal_add(event_.get(), nullptr);
}

}  // namespace tertulia::reactor
