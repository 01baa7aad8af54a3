#include "tertulia/reactor/timer.h"

#include <vector>

#include <doctest/doctest.h>

#include "support/run.h"

namespace tertulia::reactor {
namespace {

using base::Duration;

TEST_CASE("timers fire once, in the order of their delays") {
  Reactor loop;
  std::vector<int> fired;
  Timer late(loop, [&] { fired.push_back(3); });
  Timer early(loop, [&] { fired.push_back(1); });
  Timer middle(loop, [&] { fired.push_back(2); });
  early.start(Duration{10});
  middle.start(Duration{20});
  late.start(Duration{30});
  support::run_until(loop, [&] { return fired.size() >= 3; });
  support::run_passes(loop);
  CHECK(fired == std::vector{1, 2, 3});
}

TEST_CASE("a restart replaces the earlier start of a timer") {
  Reactor loop;
  std::vector<int> fired;
  Timer moved(loop, [&] { fired.push_back(1); });
  Timer fixed(loop, [&] { fired.push_back(2); });
  moved.start(Duration{1});
  fixed.start(Duration{10});
  moved.start(Duration{20});
  support::run_until(loop, [&] { return fired.size() >= 2; });
  CHECK(fired == std::vector{2, 1});
}

TEST_CASE("a timer that is stopped or destroyed does not fire") {
  Reactor loop;
  int fired = 0;
  Timer stopped(loop, [&] { fired += 10; });
  stopped.start(Duration{1});
  stopped.stop();
  {
    Timer destroyed(loop, [&] { fired += 100; });
    destroyed.start(Duration{1});
  }
  Timer last(loop, [&] { ++fired; });
  last.start(Duration{5});
  support::run_until(loop, [&] { return fired > 0; });
  CHECK(fired == 1);
}

TEST_CASE("a timer knows whether it is running") {
  Reactor loop;
  int fired = 0;
  Timer timer(loop, [&] { ++fired; });
  CHECK_FALSE(timer.pending());
  timer.start(Duration{0});
  CHECK(timer.pending());
  timer.stop();
  CHECK_FALSE(timer.pending());
  timer.start(Duration{0});
  support::run_until(loop, [&] { return fired == 1; });
  CHECK_FALSE(timer.pending());
}

TEST_CASE("a timer can be started in its own callback") {
  Reactor loop;
  int fired = 0;
  Timer timer(loop, [&] {
    if (++fired < 3) timer.start(Duration::zero());
  });
  timer.start(Duration::zero());
  support::run_until(loop, [&] { return fired == 3 && !timer.pending(); });
  CHECK(fired == 3);
}

}  // namespace
}  // namespace tertulia::reactor
