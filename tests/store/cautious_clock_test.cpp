#include "store/cautious_clock.h"

#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"

#include "support/lines.h"

namespace tertulia::store::cautious_clock_test {
namespace {

using base::WallTime;
using std::chrono::hours;

/// The two clocks of a computer, each set by hand.
struct SetClock final : base::Clock {
  base::Instant now() const override { return monotonic; }
  WallTime wall_time() const override { return wall; }
  void pass(hours time) {
    monotonic += time;
    wall += time;
  }

  base::Instant monotonic = base::ManualClock::kStart;
  WallTime wall = base::ManualClock::kWallStart;
};

struct Fixture {
  Fixture() {
    base::log::redirect([this](std::string_view line) { log.emplace_back(line.substr(20)); });
  }
  ~Fixture() { base::log::redirect({}); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  SetClock clock;
  CautiousClock cautious{clock, clock.wall};
  support::Lines log;
};

TEST_CASE_FIXTURE(Fixture, "time that passes is no jump") {
  clock.pass(hours{1'000});
  CHECK(cautious.time() == clock.wall);
  clock.wall += hours{24};
  CHECK(cautious.time() == clock.wall);
  clock.wall += hours{24};
  CHECK(cautious.time() == clock.wall);
  CHECK(log.empty());
}

TEST_CASE_FIXTURE(Fixture, "a jump ahead counts after a day") {
  const auto before = clock.wall;
  clock.wall += hours{240};
  CHECK(cautious.time() == before);
  clock.pass(hours{23});
  CHECK(cautious.time() == before + hours{23});
  CHECK(log == support::Lines{"warning: the clock has jumped ahead by 10 days; for a day, no "
                              "message is removed because of that"});
  clock.pass(hours{1});
  CHECK(cautious.time() == clock.wall);
  clock.pass(hours{1});
  CHECK(cautious.time() == clock.wall);
  CHECK(log.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "a jump ahead that is corrected never counts") {
  const auto jump = hours{240};
  clock.wall += jump;
  cautious.time();
  clock.pass(hours{23});
  clock.wall -= jump;
  CHECK(cautious.time() == clock.wall);
  clock.wall += jump;
  cautious.time();
  clock.pass(hours{23});
  CHECK(cautious.time() == clock.wall - jump);
}

TEST_CASE_FIXTURE(Fixture, "a clock that goes back is followed at once, and so is its return") {
  clock.wall -= hours{1'000'000};
  CHECK(cautious.time() == clock.wall);
  clock.wall += hours{1'000'000};
  CHECK(cautious.time() == clock.wall);
  CHECK(log.empty());
}

}  // namespace
}  // namespace tertulia::store::cautious_clock_test
