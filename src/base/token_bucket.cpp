#include "tertulia/base/token_bucket.h"

#include <algorithm>
#include <utility>

namespace tertulia::base {
namespace {

Instant::duration interval(std::uint64_t rate) {
  return std::chrono::duration_cast<Instant::duration>(std::chrono::seconds{1}) /
         static_cast<std::int64_t>(rate);
}

}  // namespace

void TokenBucket::spend(Instant now, std::uint64_t rate, std::uint64_t tokens) {
  if (rate == 0 || tokens == 0) return;
  full_at_ = std::max(full_at_, now) + interval(rate) * static_cast<std::int64_t>(tokens);
}

Instant TokenBucket::ready_at(std::uint64_t rate, std::uint64_t burst) const {
  if (rate == 0) return Instant::min();
  return full_at_ - interval(rate) * static_cast<std::int64_t>(burst - 1);
}

std::uint64_t TokenCost::line(std::size_t bytes) {
  const auto price = std::max<std::size_t>((bytes + kBytesPerToken - 1) / kBytesPerToken, 1);
  const auto charged = std::min<std::size_t>(price - 1, std::exchange(charged_, 0));
  paid_ += static_cast<std::uint32_t>((price - charged) * kBytesPerToken);
  return price - charged;
}

std::uint64_t TokenCost::input(std::size_t bytes) {
  const auto paid = std::min<std::size_t>(bytes, std::exchange(paid_, 0));
  const auto unpaid = unpaid_ + bytes - paid;
  const auto tokens = unpaid / kBytesPerToken;
  unpaid_ = static_cast<std::uint32_t>(unpaid % kBytesPerToken);
  charged_ += static_cast<std::uint32_t>(tokens);
  return tokens;
}

}  // namespace tertulia::base
