#include "tertulia/base/rate_limit.h"

#include <algorithm>

namespace tertulia::base {
namespace {

Instant::duration interval(std::uint64_t rate) {
  return std::chrono::duration_cast<Instant::duration>(std::chrono::seconds{1}) /
         static_cast<std::int64_t>(rate);
}

}  // namespace

void RateLimit::spend(Instant now, std::uint64_t rate) {
  if (rate > 0) full_at_ = std::max(full_at_, now) + interval(rate);
}

Instant RateLimit::ready_at(std::uint64_t rate, std::uint64_t burst) const {
  if (rate == 0) return Instant::min();
  return full_at_ - interval(rate) * static_cast<std::int64_t>(burst - 1);
}

}  // namespace tertulia::base
