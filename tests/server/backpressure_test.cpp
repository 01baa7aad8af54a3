#include "tertulia/server/backpressure.h"

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"

#include "support/run.h"

namespace tertulia::server::backpressure_test {
namespace {

using chat::MemberId;
using support::pass_time;

constexpr std::size_t kLimit = 1'000'000;

struct FakeSenders final : Backpressure::Senders {
  explicit FakeSenders(reactor::SendBudget& its_budget) : budget(its_budget) {}
  std::optional<std::size_t> load(MemberId client) const override {
    const auto found = loads.find(client);
    return found == loads.end() ? std::nullopt : std::optional(found->second);
  }
  void read_held(MemberId client) override {
    read.push_back(client);
    loads.erase(client);
    budget.add(cost);
  }

  reactor::SendBudget& budget;
  std::map<MemberId, std::size_t> loads;
  std::vector<MemberId> read;
  std::size_t cost = 0;  // of each read, in the budget
};

struct Fixture {
  MemberId hold(std::uint64_t number, std::size_t its_load) {
    const MemberId client{number};
    senders.loads[client] = its_load;
    backpressure.hold(client);
    return client;
  }
  /// From an unused budget.
  void use(double share) {
    budget.remove(budget.queued());
    set(share);
  }
  /// From what is used now.
  void set(double share) {
    const auto wanted = static_cast<std::size_t>(share * kLimit);
    if (wanted > budget.queued()) return budget.add(wanted - budget.queued());
    budget.remove(budget.queued() - wanted);
  }
  void wait(base::Duration time = Backpressure::kInterval) { pass_time(loop, clock, time); }

  Fixture() {
    budget.set_limit(kLimit);
    base::log::redirect([this](std::string_view /*line*/) { ++logged; });
  }
  ~Fixture() { base::log::redirect({}); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::SendBudget& budget = loop.send_budget();
  FakeSenders senders{budget};
  Backpressure backpressure{loop, senders};
  std::vector<MemberId>& read = senders.read;
  int logged = 0;
};

TEST_CASE_FIXTURE(Fixture, "up to half of the budget everyone is read") {
  use(0.5);
  CHECK_FALSE(backpressure.active());
  CHECK(backpressure.admits(std::size_t{1} << 40U));
}

TEST_CASE_FIXTURE(Fixture, "the fuller the budget, the less a client may have sent") {
  use(0.51);
  CHECK(backpressure.active());
  CHECK(backpressure.admits(Backpressure::kMaxLoad * 97 / 100));
  CHECK_FALSE(backpressure.admits(Backpressure::kMaxLoad));
  use(0.75);
  CHECK(backpressure.admits(Backpressure::kMaxLoad / 2));
  CHECK_FALSE(backpressure.admits(Backpressure::kMaxLoad / 2 + 1));
  use(0.99);
  CHECK(backpressure.admits(80));
  CHECK_FALSE(backpressure.admits(100));
  use(1);
  CHECK_FALSE(backpressure.admits(0));
  use(2);
  CHECK_FALSE(backpressure.admits(0));
}

TEST_CASE_FIXTURE(Fixture, "held clients are read again when the budget has room for their load") {
  use(1);
  const auto heavy = hold(1, 10'000);
  const auto light = hold(2, 100);
  wait(10 * Backpressure::kInterval);
  CHECK(read.empty());
  set(0.9);
  wait();
  CHECK(read == std::vector{light});
  set(0.3);
  wait();
  CHECK(read == std::vector{light});
  set(0.2);
  wait();
  CHECK(read == std::vector{light, heavy});
  wait(3 * Backpressure::kTurn);
  CHECK(read.size() == 2);
}

TEST_CASE_FIXTURE(Fixture,
                  "those with the smallest load come first, until the budget is strained") {
  senders.cost = kLimit / 5;
  use(1);
  const auto a = hold(1, 300'000);
  const auto b = hold(2, 200'000);
  const auto c = hold(3, 200'000);
  const auto d = hold(4, 100'000);
  use(0.2);
  wait();
  CHECK(read == std::vector{d, b});
  use(0.2);
  wait();
  CHECK(read == std::vector{d, b, c, a});
}

TEST_CASE_FIXTURE(Fixture, "the client that is held for the longest time gets its turn") {
  use(0.9);
  const auto a = hold(1, 100'000);
  const auto b = hold(2, 100'000);
  wait(Backpressure::kTurn - 2 * Backpressure::kInterval);
  CHECK(read.empty());
  wait(3 * Backpressure::kInterval);
  CHECK(read == std::vector{a});
  use(1);
  wait(3 * Backpressure::kTurn);
  CHECK(read.size() == 1);
  use(0.9);
  wait();
  CHECK(read == std::vector{a, b});
}

TEST_CASE_FIXTURE(Fixture, "a client that has gone is forgotten") {
  use(1);
  const auto gone = hold(1, 100);
  const auto here = hold(2, 100);
  senders.loads.erase(gone);
  use(0);
  wait();
  CHECK(read == std::vector{here});
}

TEST_CASE_FIXTURE(Fixture, "the log says so, once a minute") {
  use(1);
  hold(1, 100);
  use(0);
  wait();
  hold(2, 100);
  wait();
  CHECK(logged == 1);
  wait(base::Duration{60'000});
  hold(3, 100);
  CHECK(logged == 2);
}

}  // namespace
}  // namespace tertulia::server::backpressure_test
