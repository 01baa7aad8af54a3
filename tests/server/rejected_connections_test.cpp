#include "tertulia/server/rejected_connections.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/phrases.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::server::rejected_connections_test {
namespace {

using support::run_passes;
using support::run_until;

struct Fixture {
  Fixture() { limits.drain_timeout = support::kGiveUp; }
  support::Socket come(chat::Problem why = chat::Problem::server_full) {
    auto [near, far] = support::unix_pair();
    door.reject(std::move(near), why);
    return std::move(far);
  }

  base::Limits limits = base::default_limits(base::Mode::hub);
  base::ManualClock clock;
  reactor::Reactor loop{clock};
  reactor::Deadlines deadlines{loop};
  Statistics statistics;
  RejectedConnections door{loop, deadlines, limits, statistics};
};

TEST_CASE_FIXTURE(Fixture, "a rejected connection gets the reason in one line, and is closed") {
  const auto one = come();
  const auto two = come(chat::Problem::address_full);
  run_passes(loop);
  CHECK(support::get(one) == phrases::server_full() + "\n");
  CHECK(support::at_end(one));
  CHECK(support::get(two) == "! Too many connections from your address; try again later\n");
  CHECK(support::at_end(two));
  CHECK(statistics.refused_full == 1);
  CHECK(statistics.refused_address == 1);
}

TEST_CASE_FIXTURE(Fixture, "input of a rejected connection does not lose the line") {
  const auto visitor = come();
  support::put(visitor, std::string(10'000, 'x'));
  run_passes(loop);
  support::put(visitor, "more");
  CHECK(support::get(visitor) == phrases::server_full() + "\n");
}

TEST_CASE_FIXTURE(Fixture,
                  "when many rejected connections stay open, further ones are closed at once") {
  std::vector<support::Socket> crowd;
  for (std::size_t i = 0; i < RejectedConnections::kMax; ++i) crowd.push_back(come());
  const auto late = come();
  CHECK(statistics.refused_full == RejectedConnections::kMax + 1);
  CHECK(statistics.lines_sent == RejectedConnections::kMax + 1);
  run_passes(loop);
  CHECK(support::get(late) == phrases::server_full() + "\n");
  CHECK(::send(late.fd(), "x", 1, MSG_NOSIGNAL) < 0);
  CHECK(::send(crowd.back().fd(), "x", 1, MSG_NOSIGNAL) == 1);
}

TEST_CASE_FIXTURE(Fixture,
                  "a rejected connection that stays open is closed after the drain timeout") {
  limits.drain_timeout = base::Duration{20};
  const auto visitor = come();
  run_until(loop, clock, [&] { return ::send(visitor.fd(), "x", 1, MSG_NOSIGNAL) < 0; });
}

}  // namespace
}  // namespace tertulia::server::rejected_connections_test
