#include "tertulia/base/recent_bytes.h"

#include <algorithm>
#include <limits>

namespace tertulia::base {
namespace {

constexpr std::uint64_t kMax = std::numeric_limits<std::uint32_t>::max();

}  // namespace

void RecentBytes::add(std::size_t bytes, Instant now) {
  sum_ = static_cast<std::uint32_t>(std::min<std::uint64_t>(sum(now) + bytes, kMax));
  updated_at_ = CompactInstant(now);
}

/// Between two halvings the sum falls in a straight line.
std::size_t RecentBytes::sum(Instant now) const {
  constexpr auto kHalf = static_cast<std::uint64_t>(kHalfLife.count());
  const auto passed = static_cast<std::uint64_t>(updated_at_.age(now).count());
  const auto halvings = passed / kHalf;
  if (halvings >= 32) return 0;
  const std::uint64_t halved = sum_ >> halvings;
  return halved - halved * (passed % kHalf) / (2 * kHalf);
}

}  // namespace tertulia::base
