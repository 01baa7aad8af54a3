#include "tertulia/base/token_bucket.h"

#include <doctest/doctest.h>

namespace tertulia::base::token_bucket_test {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegin{1'000s};

TEST_CASE("a burst passes at once, then the rate limits") {
  TokenBucket limit;
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

TEST_CASE("each interval adds one token, up to the burst") {
  TokenBucket limit;
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
  TokenBucket limit;
  CHECK(limit.ready_at(1, 1) <= kBegin);
  limit.spend(kBegin, 1);
  CHECK(limit.ready_at(1, 1) == kBegin + 1s);
}

TEST_CASE("a rate of 0 is no limit, and uses no tokens") {
  TokenBucket limit;
  for (int i = 0; i < 1'000; ++i) limit.spend(kBegin, 0);
  CHECK(limit.ready_at(0, 1) == Instant::min());
  CHECK(limit.ready_at(5, 1) <= kBegin);
  limit.spend(kBegin, 1);
  CHECK(limit.ready_at(0, 1) <= kBegin);
}

TEST_CASE("the limits of the ranges work") {
  TokenBucket fast;
  for (int i = 0; i < 10; ++i) fast.spend(kBegin, 1'000'000);
  CHECK(fast.ready_at(1'000'000, 1) == kBegin + 10us);
  TokenBucket slow;
  slow.spend(kBegin, 1);
  CHECK(slow.ready_at(1, 1'000'000) < kBegin);
}

TEST_CASE("several tokens can be charged at once, and 0 tokens cost nothing") {
  TokenBucket limit;
  limit.spend(kBegin, 5, 3);
  CHECK(limit.ready_at(5, 1) == kBegin + 600ms);
  limit.spend(kBegin + 1h, 5, 0);
  CHECK(limit.is_full(kBegin + 1h));
}

TEST_CASE("a line costs a token for each part that it starts") {
  TokenCost meter;
  for (const std::size_t bytes : {0U, 1U, 512U}) CHECK(meter.line(bytes) == 1);
  CHECK(meter.line(513) == 2);
  CHECK(meter.line(4'096) == 8);
}

TEST_CASE("bytes without a line cost a token for each 512") {
  TokenCost meter;
  CHECK(meter.input(511) == 0);
  CHECK(meter.input(1) == 1);
  CHECK(meter.input(5 * 512 + 100) == 5);
  CHECK(meter.line(10) == 1);
  CHECK(meter.input(512 + 411) == 0);
  CHECK(meter.input(1) == 1);
}

TEST_CASE("a line in pieces costs the same as a line in one piece") {
  TokenCost meter;
  std::uint64_t tokens = 0;
  for (int i = 0; i < 2; ++i) tokens += meter.input(1'448);
  tokens += meter.line(4'096);
  tokens += meter.input(4'097 - 2 * 1'448);
  CHECK(tokens == 8);
  CHECK(meter.line(10) == 1);
}

TEST_CASE("a short line leaves no credit for later lines") {
  TokenCost meter;
  for (int i = 0; i < 100; ++i) CHECK(meter.line(1) == 1);
  CHECK(meter.input(200) == 0);
  CHECK(meter.input(512) == 1);
}

}  // namespace
}  // namespace tertulia::base::token_bucket_test
