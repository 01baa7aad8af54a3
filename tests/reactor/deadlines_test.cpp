#include "tertulia/reactor/deadlines.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "support/lines.h"
#include "support/run.h"

namespace tertulia::reactor::deadlines_test {
namespace {

using base::Duration;
using base::Instant;
using support::Lines;

struct Fixture {
  struct One final : Deadline::Handler {
    One(Fixture& fixture, std::string text)
        : owner(fixture), name(std::move(text)), deadline(fixture.deadlines, *this) {}
    void in(Duration delay) {
      due = owner.begin + delay;
      deadline.set(due);
    }
    void on_due(Instant now) override {
      owner.early = owner.early || now < due;
      owner.met.push_back(name);
      owner.sweeps.push_back(now);
      if (does) does();
    }
    Fixture& owner;
    std::string name;
    Deadline deadline;
    Instant due{};
    std::function<void()> does;
  };

  One& add(const std::string& name) {
    return *ones.emplace_back(std::make_unique<One>(*this, name));
  }
  void run(std::size_t count) {
    support::run_until(loop, clock, [&] { return met.size() >= count; });
  }

  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines{loop};
  std::vector<std::unique_ptr<One>> ones;
  Lines met;
  std::vector<Instant> sweeps;
  bool early = false;
  Instant begin = clock.now();
};

TEST_CASE_FIXTURE(Fixture, "deadlines fire in order, and never early") {
  add("early").in(Duration{0});
  add("middle").in(Duration{30});
  add("late").in(Duration{60});
  run(3);
  CHECK(met == Lines{"early", "middle", "late"});
  CHECK_FALSE(early);
}

TEST_CASE_FIXTURE(Fixture, "one sweep fires all due deadlines") {
  for (int i = 0; i < 100; ++i) add("x").in(Duration{5});
  run(100);
  CHECK(met.size() == 100);
  CHECK(sweeps.front() == sweeps.back());
}

TEST_CASE_FIXTURE(Fixture, "sweeps keep a minimum interval") {
  auto& one = add("x");
  one.does = [&] {
    if (met.size() < 4) one.in(Duration{0});
  };
  one.in(Duration{0});
  run(4);
  for (std::size_t i = 1; i < sweeps.size(); ++i) {
    CHECK(sweeps[i] - sweeps[i - 1] == Deadlines::kResolution);
  }
  CHECK_FALSE(early);
}

TEST_CASE_FIXTURE(Fixture, "a deadline can be moved later and earlier") {
  add("fixed").in(Duration{10});
  auto& earlier = add("earlier");
  earlier.in(Duration{10'000'000});
  earlier.in(Duration{40});
  auto& later = add("later");
  later.in(Duration{1});
  later.in(Duration{80});
  run(3);
  CHECK(met == Lines{"fixed", "earlier", "later"});
  CHECK_FALSE(early);
}

TEST_CASE_FIXTURE(Fixture, "a deadline that is cleared or destroyed does not fire") {
  auto& cleared = add("cleared");
  cleared.in(Duration{1});
  cleared.deadline.clear();
  add("destroyed").in(Duration{1});
  add("last").in(Duration{20});
  ones.erase(ones.begin() + 1);
  run(1);
  support::run_passes(loop);
  CHECK(met == Lines{"last"});
}

TEST_CASE_FIXTURE(Fixture, "a deadline that fired is unset") {
  auto& once = add("once");
  once.in(Duration{0});
  add("later").in(Duration{40});
  run(2);
  CHECK(met == Lines{"once", "later"});
}

TEST_CASE_FIXTURE(Fixture, "a callback can set its own and other deadlines, and create deadlines") {
  auto& other = add("other");
  auto& self = add("self");
  self.does = [&] {
    if (met.size() > 1) return;
    self.in(Duration{60});
    other.in(Duration{20});
    for (int i = 0; i < 50; ++i) add("new").in(Duration{40});
  };
  self.in(Duration{1});
  run(53);
  CHECK(met.size() == 53);
  CHECK(met[0] == "self");
  CHECK(std::ranges::count(met, "self") == 2);
  CHECK(std::ranges::count(met, "other") == 1);
  CHECK(std::ranges::count(met, "new") == 50);
  CHECK_FALSE(early);
}

TEST_CASE_FIXTURE(Fixture, "a callback can clear another due deadline") {
  auto& first = add("first");
  auto& second = add("second");
  first.does = [&] { second.deadline.clear(); };
  const auto due = clock.now();
  first.deadline.set(due);
  second.deadline.set(due);
  add("last").in(Duration{20});
  run(2);
  CHECK(met == Lines{"first", "last"});
}

TEST_CASE_FIXTURE(Fixture, "a callback may destroy its own deadline and others, due or not") {
  for (const auto* name : {"a", "b", "c", "d"}) add(name).in(Duration{5});
  ones[1]->does = [&] {
    ones[0].reset();
    ones[2].reset();
    ones[3]->in(Duration{40});
    ones[1].reset();
  };
  add("far").in(Duration{30});
  run(4);
  CHECK(met == Lines{"a", "b", "far", "d"});
  CHECK_FALSE(early);
}

TEST_CASE_FIXTURE(Fixture, "a deadline knows whether it is set") {
  auto& one = add("x");
  CHECK_FALSE(one.deadline.is_set());
  one.in(Duration{5});
  CHECK(one.deadline.is_set());
  one.deadline.clear();
  one.deadline.clear();
  CHECK_FALSE(one.deadline.is_set());
  one.in(Duration{5});
  one.deadline.set(Instant::max());
  CHECK_FALSE(one.deadline.is_set());
  one.does = [&] { CHECK_FALSE(one.deadline.is_set()); };
  one.in(Duration{5});
  run(1);
  CHECK(met == Lines{"x"});
}

TEST_CASE_FIXTURE(Fixture, "the removal of a deadline does not change the others") {
  for (const auto* name : {"a", "b", "c", "d"}) add(name);
  ones.erase(ones.begin() + 1);
  Duration delay{0};
  for (auto& one : ones) one->in(delay += Duration{20});
  run(3);
  CHECK(met == Lines{"a", "c", "d"});
}

TEST_CASE_FIXTURE(Fixture,
                  "a deadline long ago is due at once, a deadline at the end of time never") {
  add("past").deadline.set(Instant::min());
  auto& never = add("never");
  never.deadline.set(Instant::max());
  run(1);
  CHECK(met == Lines{"past"});
}

}  // namespace
}  // namespace tertulia::reactor::deadlines_test
