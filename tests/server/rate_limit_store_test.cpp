#include "tertulia/server/rate_limit_store.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::server::rate_limit_store_test {
namespace {

using namespace std::chrono_literals;

constexpr base::Instant kBegin{1'000s};
constexpr std::uint64_t kRate = 5;
constexpr std::uint64_t kBurst = 20;

base::TokenBucket spent(int lines) {
  base::TokenBucket limit;
  for (int i = 0; i < lines; ++i) limit.spend(kBegin, kRate);
  return limit;
}

bool is_fresh(const base::TokenBucket& limit) { return limit.is_full(kBegin); }

TEST_CASE("a new connection inherits the bucket of the last one from its address") {
  RateLimitStore rate_limits;
  rate_limits.save("a", spent(25), kBegin);
  CHECK(is_fresh(rate_limits.restore("b", kBegin)));
  CHECK(rate_limits.restore("a", kBegin).ready_at(kRate, kBurst) == kBegin + 1'200ms);
  CHECK(is_fresh(rate_limits.restore("a", kBegin)));
}

TEST_CASE("each saved bucket is inherited once") {
  RateLimitStore rate_limits;
  for (const int lines : {2, 1, 3}) rate_limits.save("a", spent(lines), kBegin);
  for (const int lines : {3, 2, 1}) CHECK(rate_limits.restore("a", kBegin) == spent(lines));
  CHECK(is_fresh(rate_limits.restore("a", kBegin)));
}

TEST_CASE("a saved bucket refills by itself") {
  RateLimitStore rate_limits;
  rate_limits.save("a", spent(5), kBegin);
  CHECK(is_fresh(rate_limits.restore("a", kBegin + 1s)));
  CHECK(rate_limits.hosts() == 0);
  rate_limits.save("a", spent(5), kBegin + 1s);
  CHECK(rate_limits.hosts() == 0);
}

TEST_CASE("full buckets are removed when others are saved") {
  RateLimitStore rate_limits;
  for (int i = 0; i < 1'000; ++i) rate_limits.save("old" + std::to_string(i), spent(5), kBegin);
  CHECK(rate_limits.hosts() == 1'000);
  base::TokenBucket later;
  later.spend(kBegin + 1min, kRate);
  for (int i = 0; i < 1'100; ++i) rate_limits.save("new" + std::to_string(i), later, kBegin + 1min);
  CHECK(rate_limits.hosts() <= 1'100);
}

TEST_CASE("the memory for saved buckets is limited") {
  RateLimitStore rate_limits;
  const auto debt = spent(100);
  for (std::size_t i = 0; i < 2 * RateLimitStore::kMaxHosts; ++i) {
    rate_limits.save(std::to_string(i), debt, kBegin);
    if (rate_limits.hosts() > RateLimitStore::kMaxHosts) FAIL("too many addresses");
  }
  CHECK(rate_limits.hosts() > 0);
}

}  // namespace
}  // namespace tertulia::server::rate_limit_store_test
