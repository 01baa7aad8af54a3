#pragma once

#include <algorithm>
#include <cstdint>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A time of the monotonic clock in four bytes, for objects of which a server has thousands. It is
/// in milliseconds, and unambiguous for 24 days.
class CompactInstant {
 public:
  CompactInstant() = default;
  explicit CompactInstant(Instant time)
      : milliseconds_(static_cast<std::uint32_t>(
            std::chrono::duration_cast<Duration>(time.time_since_epoch()).count())) {}

  /// How long ago it was; zero if it is later than `now`.
  Duration age(Instant now) const {
    const auto passed = CompactInstant(now).milliseconds_ - milliseconds_;
    return Duration{std::max(static_cast<std::int32_t>(passed), 0)};
  }

 private:
  std::uint32_t milliseconds_ = 0;
};

}  // namespace tertulia::base
