#pragma once

#include <compare>
#include <cstdint>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A token bucket: `burst` lines at once, then `rate` a second. Kept as one time stamp, that at
/// which the bucket will be full again (the virtual scheduling form of ITU-T I.371's GCRA).
class RateLimit {
 public:
  /// Takes a token for a line that was read at `now`. A rate of 0 is no limit.
  void spend(Instant now, std::uint64_t rate);
  /// When there is a token for the next line.
  Instant ready_at(std::uint64_t rate, std::uint64_t burst) const;
  /// Whether the bucket is full again.
  bool settled(Instant now) const { return full_at_ <= now; }
  /// By when they will be full again.
  auto operator<=>(const RateLimit&) const = default;

 private:
  Instant full_at_{};
};

}  // namespace tertulia::base
