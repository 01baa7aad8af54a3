// Which streams are closed when all queues together are too long.
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/reactor/stream.h"

#include "support/stream_pair.h"

namespace tertulia::reactor::stream_budget_test {
namespace {

using support::pass_time;
using support::run_passes;
using support::run_until;
using support::StreamPair;
using CloseReason = Stream::CloseReason;

constexpr std::size_t kMoreThanTheKernelTakes = 8 * 1024 * 1024;
constexpr base::Duration kMaxAge = Stream::kMaxQueueAge;

TEST_SUITE_BEGIN("stream");

struct Fixture {
  /// A stream with a long queue.
  StreamPair& add() {
    auto& pair = *pairs.emplace_back(std::make_unique<StreamPair>(loop, deadlines));
    pair.stream().write(std::string(kMoreThanTheKernelTakes, 'x'));
    REQUIRE(pair.stream().queued() > 0);
    return pair;
  }
  /// All time passes, in large steps; the peers read nothing.
  void wait(base::Duration time) {
    clock.advance(time);
    run_passes(loop);
  }
  /// The peer reads what is queued now.
  void read_queue(StreamPair& pair) {
    const auto queued = pair.stream().queued();
    std::size_t before_queue = 0;
    run_until(loop, [&] {
      before_queue += support::get(pair.far).size();
      return pair.stream().queued() == 0 || before_queue > queued + kMoreThanTheKernelTakes;
    });
  }
  void exhaust() { budget.set_limit(budget.queued()); }

  base::ManualClock clock;
  Reactor loop{clock};
  SendBudget& budget = loop.send_budget();
  Deadlines deadlines{loop};
  std::vector<std::unique_ptr<StreamPair>> pairs;
};

TEST_CASE_FIXTURE(Fixture, "the budget knows what is queued") {
  auto& one = add();
  CHECK(budget.queued() == one.stream().queued());
  auto& two = add();
  CHECK(budget.queued() == one.stream().queued() + two.stream().queued());
  two.near.stream.reset();
  CHECK(budget.queued() == one.stream().queued());
}

TEST_CASE("the budget is strained from a half until a quarter is used") {
  base::ManualClock clock;
  SendBudget budget(clock);
  budget.set_limit(1'000);
  budget.add(500);
  CHECK_FALSE(budget.strained());
  CHECK(budget.available() == 500);
  budget.add(1);
  CHECK(budget.strained());
  CHECK_FALSE(budget.exhausted());
  clock.advance(base::Duration{7});
  budget.add(600);
  CHECK(budget.exhausted());
  CHECK(budget.available() == 0);
  CHECK(budget.strained_for(clock.now()) == base::Duration{7});
  budget.remove(851);
  CHECK(budget.strained());
  budget.remove(1);
  CHECK_FALSE(budget.strained());
  CHECK(budget.strained_for(clock.now()) == base::Duration::zero());
  budget.set_limit(400);
  CHECK(budget.strained());
}

TEST_CASE_FIXTURE(Fixture, "a peer that makes progress is not closed, however much is queued") {
  auto& pair = add();
  exhaust();
  for (int i = 0; i < 5; ++i) {
    pair.stream().write(std::string(kMoreThanTheKernelTakes, 'y'));
    wait(kMaxAge - base::Duration{1});
    read_queue(pair);
  }
  CHECK(pair.stream().open());
}

TEST_CASE_FIXTURE(Fixture, "a peer without progress is closed while the budget is strained") {
  auto& pair = add();
  exhaust();
  wait(kMaxAge - base::Duration{1});
  CHECK(pair.stream().open());
  SUBCASE("by its deadline") { wait(base::Duration{1} + Deadlines::kResolution); }
  SUBCASE("by a write") {
    clock.advance(base::Duration{1});
    pair.stream().write("more");
    run_passes(loop);
  }
  CHECK(pair.near.ends == std::vector{CloseReason::overflow});
  CHECK(budget.queued() == 0);
}

TEST_CASE_FIXTURE(Fixture, "a few bytes now and then are no progress") {
  auto& pair = add();
  exhaust();
  for (base::Duration passed{}; passed < kMaxAge; passed += base::Duration{1'000}) {
    CHECK(pair.stream().open());
    const auto queued = pair.stream().queued();
    run_until(loop, [&] {
      support::get(pair.far, 65'536);
      return pair.stream().queued() < queued;
    });
    run_passes(loop, 100);  // the kernel is full again
    wait(base::Duration{1'000});
  }
  run_until(loop, [&] { return pair.near.closed(); });
  CHECK(pair.near.ends == std::vector{CloseReason::overflow});
}

TEST_CASE_FIXTURE(Fixture, "a peer without progress is closed only when the budget needs it") {
  auto& pair = add();
  wait(3 * kMaxAge);
  CHECK(pair.stream().open());
  exhaust();
  wait(kMaxAge - base::Duration{1});
  CHECK(pair.stream().open());
  wait(base::Duration{1'001});
  CHECK(pair.near.ends == std::vector{CloseReason::overflow});
}

TEST_CASE_FIXTURE(Fixture, "only as many peers are closed as the budget needs") {
  for (int i = 0; i < 3; ++i) add();
  budget.set_limit(2 * budget.queued() - 1);
  wait(kMaxAge + Deadlines::kResolution);
  int open = 0;
  for (const auto& pair : pairs) open += pair->stream().open() ? 1 : 0;
  CHECK(open == 1);  // less than a quarter of the budget
}

TEST_CASE_FIXTURE(Fixture, "a late loop closes no peer that has read meanwhile") {
  auto& pair = add();
  exhaust();
  while (support::get(pair.far).size() > 0) continue;
  clock.advance(2 * kMaxAge);
  pair.stream().write("more");
  CHECK(pair.stream().open());
  read_queue(pair);
  CHECK(pair.stream().open());
}

TEST_CASE_FIXTURE(Fixture, "what waits for a lost connection does not count") {
  auto& pair = add();
  pair.stream().pause_input();
  support::reset(pair.far);
  run_until(loop, [&] { return pair.stream().lost(); });
  CHECK(budget.queued() == 0);
  CHECK(pair.stream().open());
  CHECK(pair.stream().queued() == 0);
}

TEST_SUITE_END();

}  // namespace
}  // namespace tertulia::reactor::stream_budget_test
