#include "tertulia/base/rate_limiter.h"

namespace tertulia::base {

RateLimiter::RateLimiter(const Limits& limits, TokenBucket bucket, Instant now)
    : RateLimiter(limits) {
  bucket_ = bucket;
  throttled_ = over_limit(now);
}

void RateLimiter::charge_line(std::size_t bytes, Instant now) { charge(cost_.line(bytes), now); }

void RateLimiter::charge_input(std::size_t bytes, Instant now) { charge(cost_.input(bytes), now); }

bool RateLimiter::try_resume(Instant now) {
  if (!throttled_ || now < resumes_at()) return false;
  throttled_ = false;
  return true;
}

void RateLimiter::set_limits(const Limits& limits) {
  rate_ = static_cast<std::uint32_t>(limits.rate);
  burst_ = static_cast<std::uint32_t>(limits.burst);
}

void RateLimiter::charge(std::uint64_t tokens, Instant now) {
  bucket_.spend(now, rate_, tokens);
  throttled_ = throttled_ || over_limit(now);
}

}  // namespace tertulia::base
