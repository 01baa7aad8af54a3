#pragma once

#include <functional>

namespace tertulia::reactor {

/// An event callback for libevent. The argument points to the `std::function<void()>` to call,
/// which must outlive the event.
inline void call(int /*fd*/, short /*what*/, void* callback) noexcept {
  (*static_cast<std::function<void()>*>(callback))();
}

}  // namespace tertulia::reactor
