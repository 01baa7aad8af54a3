#include "tertulia/base/clock.h"

namespace tertulia::base {

std::uint64_t microseconds_since_1970(WallTime time) {
  const auto since_1970 = std::chrono::floor<std::chrono::microseconds>(time.time_since_epoch());
  return static_cast<std::uint64_t>(since_1970.count());
}

Instant SystemClock::now() const { return std::chrono::steady_clock::now(); }

WallTime SystemClock::wall_time() const { return std::chrono::system_clock::now(); }

void ManualClock::add_listener(Listener& listener) { listeners_.push_back(&listener); }

void ManualClock::remove_listener(Listener& listener) { std::erase(listeners_, &listener); }

void ManualClock::advance(Duration time) {
  passed_ += time;
  for (auto* listener : listeners_) listener->on_time_moved();
}

}  // namespace tertulia::base
