#include "tertulia/base/rate_limiter.h"

#include <doctest/doctest.h>

namespace tertulia::base::rate_limiter_test {
namespace {

using namespace std::chrono_literals;

constexpr Instant kBegin{1'000s};

struct Fixture {
  /// Reads one short line.
  void read_line(Instant now) {
    limiter.charge_line(1, now);
    limiter.charge_input(2, now);
  }
  RateLimiter limiter{{10, 2}};
};

TEST_CASE_FIXTURE(Fixture, "a client may send a burst, is throttled, and resumes line by line") {
  read_line(kBegin);
  CHECK_FALSE(limiter.throttled());
  read_line(kBegin);
  CHECK(limiter.throttled());
  CHECK(limiter.resumes_at() == kBegin + 100ms);
  CHECK_FALSE(limiter.try_resume(kBegin + 99ms));
  CHECK(limiter.try_resume(kBegin + 100ms));
  CHECK_FALSE(limiter.try_resume(kBegin + 100ms));
  read_line(kBegin + 100ms);
  CHECK(limiter.throttled());
}

TEST_CASE_FIXTURE(Fixture, "bytes without a line cost tokens, too") {
  limiter.charge_input(2 * TokenCost::kBytesPerToken - 1, kBegin);
  CHECK_FALSE(limiter.throttled());
  limiter.charge_input(1, kBegin);
  CHECK(limiter.throttled());
}

TEST_CASE_FIXTURE(Fixture, "an overlong line costs a token") {
  limiter.charge_line(0, kBegin);
  limiter.charge_line(0, kBegin);
  CHECK(limiter.throttled());
}

TEST_CASE("a wait of ten milliseconds does not throttle") {
  for (const std::uint64_t rate : {std::uint64_t{100}, std::uint64_t{99}}) {
    RateLimiter limiter({rate, 1});
    limiter.charge_line(1, kBegin);
    CHECK(limiter.throttled() == (rate == 99));
  }
}

TEST_CASE("tokens that an earlier connection used are missing") {
  TokenBucket used;
  used.spend(kBegin, 10, 2);
  SUBCASE("less than a burst") {
    RateLimiter limiter({10, 3}, used, kBegin);
    CHECK_FALSE(limiter.throttled());
    limiter.charge_line(1, kBegin);
    CHECK(limiter.resumes_at() == kBegin + 100ms);
  }
  SUBCASE("a burst") {
    const RateLimiter limiter({10, 2}, used, kBegin);
    CHECK(limiter.throttled());
    CHECK(limiter.resumes_at() == kBegin + 100ms);
  }
  SUBCASE("long ago") { CHECK_FALSE(RateLimiter({10, 2}, used, kBegin + 1s).throttled()); }
}

TEST_CASE_FIXTURE(Fixture, "new limits forgive nothing; a refill ends the throttling") {
  read_line(kBegin);
  read_line(kBegin);
  limiter.set_limits({5, 1});
  CHECK_FALSE(limiter.try_resume(kBegin));
  limiter.refill();
  CHECK(limiter.try_resume(kBegin));
  read_line(kBegin);
  CHECK(limiter.resumes_at() == kBegin + 200ms);
  limiter.set_limits({});
  CHECK(limiter.try_resume(kBegin));
  for (int i = 0; i < 1'000; ++i) read_line(kBegin);
  CHECK_FALSE(limiter.throttled());
}

}  // namespace
}  // namespace tertulia::base::rate_limiter_test
