#include "tertulia/base/compact_instant.h"

#include <doctest/doctest.h>

namespace tertulia::base::compact_instant_test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("an age is exact to the millisecond, also beyond the end of 32 bits") {
  for (const Instant begin : {Instant{1'000s}, Instant{4'294'967'000ms}}) {
    const CompactInstant then(begin);
    CHECK(then.age(begin) == 0ms);
    CHECK(then.age(begin + 1ms) == 1ms);
    CHECK(then.age(begin + 20 * 24h) == 20 * 24h);
  }
}

// All deadlines of a pass get one time. A stream that was written to meanwhile had made progress a
// millisecond later: by the time of the pass that was 49 days ago, so a reader could be closed.
TEST_CASE("what is later than now has no age") {
  const Instant now{1'000s};
  CHECK(CompactInstant(now + 1ms).age(now) == 0ms);
  CHECK(CompactInstant(now + 1h).age(now) == 0ms);
}

}  // namespace
}  // namespace tertulia::base::compact_instant_test
