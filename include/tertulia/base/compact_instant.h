#pragma once

#include <cstdint>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A time of the monotonic clock in four bytes, for objects of which a server has thousands. It is
/// in milliseconds, and unambiguous for 49 days.
class CompactInstant {
 public:
  CompactInstant() = default;
  explicit CompactInstant(Instant time)
      : milliseconds_(static_cast<std::uint32_t>(
            std::chrono::duration_cast<Duration>(time.time_since_epoch()).count())) {}

  /// How long ago it was, modulo 49 days.
  Duration age(Instant now) const {
    return Duration{CompactInstant(now).milliseconds_ - milliseconds_};
  }

 private:
  std::uint32_t milliseconds_ = 0;
};

}  // namespace tertulia::base
