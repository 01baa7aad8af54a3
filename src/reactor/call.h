#pragma once

#include <functional>

namespace tertulia::reactor {

/// libevent's event callback for a class that keeps its `std::function<void()>`, which is passed
/// as the argument.
inline void call(int /*fd*/, short /*what*/, void* callback) noexcept {
  (*static_cast<std::function<void()>*>(callback))();
}

}  // namespace tertulia::reactor
