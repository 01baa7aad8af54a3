#include "tertulia/base/clock.h"

#include <doctest/doctest.h>

namespace tertulia::base::clock_test {
namespace {

struct Counter final : Clock::Listener {
  void on_time_moved() override { ++calls; }
  int calls = 0;
};

TEST_CASE("the system's clocks go on, and tell nobody") {
  SystemClock clock;
  Counter counter;
  clock.add_listener(counter);
  const auto begin = clock.now();
  const auto wall = clock.wall_time();
  while (clock.now() == begin) {
  }
  CHECK(clock.now() > begin);
  CHECK(wall > ManualClock::kWallStart - std::chrono::years{10});
  CHECK_FALSE(clock.manual());
  CHECK(counter.calls == 0);
  clock.remove_listener(counter);
}

TEST_CASE("a manual clock stands still until it is advanced") {
  ManualClock clock;
  CHECK(clock.manual());
  CHECK(clock.now() == ManualClock::kStart);
  CHECK(clock.wall_time() == ManualClock::kWallStart);
  clock.advance(Duration{1'500});
  CHECK(clock.now() == ManualClock::kStart + Duration{1'500});
  CHECK(clock.wall_time() == ManualClock::kWallStart + Duration{1'500});
}

TEST_CASE("a manual clock tells those who listen that the time has moved") {
  ManualClock clock;
  Counter one;
  Counter two;
  clock.add_listener(one);
  clock.add_listener(two);
  clock.advance(Duration{1});
  clock.remove_listener(one);
  clock.advance(Duration{1});
  CHECK(one.calls == 1);
  CHECK(two.calls == 2);
}

}  // namespace
}  // namespace tertulia::base::clock_test
