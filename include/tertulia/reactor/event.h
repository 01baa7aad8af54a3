#pragma once

#include <memory>

struct event;

namespace tertulia::reactor {

struct EventDeleter {
  void operator()(event* handle) const noexcept;
};
/// Owns one libevent event. Destroying it removes the event from the loop.
using EventHandle = std::unique_ptr<event, EventDeleter>;

}  // namespace tertulia::reactor
