#include "tertulia/reactor/timer.h"

#include <vector>

#include <doctest/doctest.h>

#include "support/run.h"

namespace tertulia::reactor::timer_test {
namespace {

using base::Duration;

struct Fixture {
  void later(Duration time) {
    clock.advance(time);
    support::run_passes(loop);
  }

  base::ManualClock clock;
  Reactor loop{clock};
  std::vector<int> fired;
};

TEST_CASE_FIXTURE(Fixture, "a timer fires once, after its delay and not earlier") {
  Timer timer(loop, [&] { fired.push_back(1); });
  timer.start(Duration{10});
  later(Duration{9});
  CHECK(fired.empty());
  later(Duration{1});
  CHECK(fired == std::vector{1});
  later(Duration{1'000});
  CHECK(fired == std::vector{1});
}

TEST_CASE_FIXTURE(Fixture, "timers that are due fire in the order of their times, then of starts") {
  Timer late(loop, [&] { fired.push_back(4); });
  Timer early(loop, [&] { fired.push_back(1); });
  Timer middle(loop, [&] { fired.push_back(2); });
  Timer second(loop, [&] { fired.push_back(3); });
  late.start(Duration{30});
  middle.start(Duration{20});
  second.start(Duration{20});
  early.start(Duration{10});
  later(Duration{1'000});
  CHECK(fired == std::vector{1, 2, 3, 4});
}

TEST_CASE_FIXTURE(Fixture, "a restart replaces the earlier start of a timer") {
  Timer moved(loop, [&] { fired.push_back(1); });
  Timer fixed(loop, [&] { fired.push_back(2); });
  moved.start(Duration{1});
  fixed.start(Duration{10});
  moved.start(Duration{20});
  later(Duration{10});
  CHECK(fired == std::vector{2});
  later(Duration{10});
  CHECK(fired == std::vector{2, 1});
}

TEST_CASE_FIXTURE(Fixture, "a timer that is stopped or destroyed does not fire") {
  Timer stopped(loop, [&] { fired.push_back(1); });
  stopped.start(Duration{1});
  stopped.stop();
  stopped.stop();
  {
    Timer destroyed(loop, [&] { fired.push_back(2); });
    destroyed.start(Duration{1});
  }
  Timer last(loop, [&] { fired.push_back(3); });
  last.start(Duration{5});
  later(Duration{5});
  CHECK(fired == std::vector{3});
}

TEST_CASE_FIXTURE(Fixture, "a timer knows whether it is running") {
  Timer timer(loop, [&] { fired.push_back(timer.pending() ? 1 : 0); });
  CHECK_FALSE(timer.pending());
  timer.start(Duration{0});
  CHECK(timer.pending());
  timer.stop();
  CHECK_FALSE(timer.pending());
  timer.start(Duration{0});
  support::run_passes(loop);
  CHECK(fired == std::vector{0});
  CHECK_FALSE(timer.pending());
}

TEST_CASE_FIXTURE(Fixture,
                  "a timer that its callback starts without delay fires in the next pass") {
  Timer other(loop, [&] { fired.push_back(2); });
  Timer timer(loop, [&] {
    fired.push_back(1);
    timer.start(Duration::zero());
    other.start(Duration::zero());
  });
  timer.start(Duration::zero());
  loop.run_pass();
  CHECK(fired == std::vector{1});
  loop.run_pass();
  CHECK(fired == std::vector{1, 1});
  timer.stop();
  loop.run_pass();
  CHECK(fired == std::vector{1, 1, 2});
}

TEST_CASE_FIXTURE(Fixture, "a callback can stop a timer that is due") {
  Timer second(loop, [&] { fired.push_back(2); });
  Timer first(loop, [&] { second.stop(); });
  first.start(Duration{1});
  second.start(Duration{1});
  later(Duration{1});
  CHECK(fired.empty());
}

TEST_CASE_FIXTURE(Fixture, "a negative delay is no delay, and the longest delay never ends") {
  Timer past(loop, [&] { fired.push_back(1); });
  Timer never(loop, [&] { fired.push_back(2); });
  never.start(Duration::max());
  past.start(Duration::min());
  support::run_passes(loop);
  CHECK(fired == std::vector{1});
  CHECK(never.pending());
}

TEST_CASE_FIXTURE(Fixture, "several reactors can share a clock") {
  Reactor other_loop(clock);
  Timer one(loop, [&] { fired.push_back(1); });
  Timer two(other_loop, [&] { fired.push_back(2); });
  one.start(Duration{10});
  two.start(Duration{10});
  later(Duration{10});
  CHECK(fired == std::vector{1});
  support::run_passes(other_loop);
  CHECK(fired == std::vector{1, 2});
}

TEST_CASE("with the system's clock, timers fire in order and not early") {
  base::SystemClock clock;
  Reactor loop(clock);
  const auto begin = clock.now();
  std::vector<int> fired;
  Timer late(loop, [&] {
    fired.push_back(2);
    loop.stop();
  });
  Timer early(loop, [&] { fired.push_back(1); });
  late.start(Duration{10});
  early.start(Duration{5});
  loop.run();
  CHECK(fired == std::vector{1, 2});
  CHECK(clock.now() - begin >= Duration{10});
}

}  // namespace
}  // namespace tertulia::reactor::timer_test
