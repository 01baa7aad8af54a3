#pragma once

#include <functional>

#include "tertulia/reactor/event.h"

namespace tertulia::reactor {

class Reactor;

/// Calls back from the loop each time the process receives a signal. Destroying it restores the
/// signal's former action. It must not be destroyed in its own callback (libevent#1287).
class Signal {
 public:
  Signal(Reactor& reactor, int number, std::function<void()> callback);
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

 private:
  std::function<void()> callback_;
  EventHandle event_;
};

}  // namespace tertulia::reactor
