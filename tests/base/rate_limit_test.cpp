#include "tertulia/base/rate_limit.h"

#include <doctest/doctest.h>

namespace tertulia::base {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegin{1'000s};

TEST_CASE("a burst is free, then the rate counts") {
  RateLimit limit;
  for (int i = 0; i < 20; ++i) {
    CHECK(limit.ready_at(5, 20) <= kBegin);
    limit.spend(kBegin, 5);
  }
  CHECK(limit.ready_at(5, 20) == kBegin + 200ms);
  auto now = kBegin;
  for (int i = 0; i < 10; ++i) {
    const auto next = limit.ready_at(5, 20);
    CHECK(next == now + 200ms);
    limit.spend(now = next, 5);
  }
}

TEST_CASE("rest gives back one token for each interval, and no more than the burst") {
  RateLimit limit;
  for (int i = 0; i < 3; ++i) limit.spend(kBegin, 10);
  CHECK(limit.ready_at(10, 3) == kBegin + 100ms);
  limit.spend(kBegin + 250ms, 10);
  CHECK(limit.ready_at(10, 3) == kBegin + 200ms);
  limit.spend(kBegin + 250ms, 10);
  CHECK(limit.ready_at(10, 3) == kBegin + 300ms);

  const auto later = kBegin + 1h;
  for (int i = 0; i < 3; ++i) {
    CHECK(limit.ready_at(10, 3) <= later);
    limit.spend(later, 10);
  }
  CHECK(limit.ready_at(10, 3) == later + 100ms);
}

TEST_CASE("one line a second with a burst of one is a line a second") {
  RateLimit limit;
  CHECK(limit.ready_at(1, 1) <= kBegin);
  limit.spend(kBegin, 1);
  CHECK(limit.ready_at(1, 1) == kBegin + 1s);
}

TEST_CASE("a rate of 0 is no limit, and spends nothing") {
  RateLimit limit;
  for (int i = 0; i < 1'000; ++i) limit.spend(kBegin, 0);
  CHECK(limit.ready_at(0, 1) == Instant::min());
  CHECK(limit.ready_at(5, 1) <= kBegin);
  limit.spend(kBegin, 1);
  CHECK(limit.ready_at(0, 1) <= kBegin);
}

TEST_CASE("the ends of the ranges are met") {
  RateLimit fast;
  for (int i = 0; i < 10; ++i) fast.spend(kBegin, 1'000'000);
  CHECK(fast.ready_at(1'000'000, 1) == kBegin + 10us);
  RateLimit slow;
  slow.spend(kBegin, 1);
  CHECK(slow.ready_at(1, 1'000'000) < kBegin);
}

}  // namespace
}  // namespace tertulia::base
