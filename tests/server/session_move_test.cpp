#include <optional>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/hub_fixture.h"
#include "support/logs.h"
#include "support/phrases.h"

/// A session's state is a value: it can be taken off one connection and put on another.
namespace tertulia::server::session_move_test {
namespace {

using support::nth_client;
using support::run_passes;
using Phase = SessionState::Phase;

const auto kFirst = nth_client(1);
const auto kSecond = nth_client(2);

struct Fixture : support::HubFixture {
  SessionState detach(chat::MemberId client) {
    run_passes(loop);
    auto state = server->detach(client);
    REQUIRE(state.has_value());
    return *std::move(state);
  }
  Client& attach(SessionState state) {
    auto [near, far] = support::unix_pair();
    server->attach(std::move(state), std::move(near), {"elsewhere", "elsewhere"});
    clients.push_back({loop, clock, std::move(far), {}});
    return clients.back();
  }
};

TEST_CASE_FIXTURE(Fixture, "a member moves to another connection in the middle of a line") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  bob.say("hel");
  auto state = detach(kSecond);
  CHECK(state.phase == Phase::member);
  CHECK(state.name == "Bob");
  CHECK(state.rooms == std::vector{chat::kLobby});
  CHECK(state.decoder->has_partial_request());
  bob.until_end();
  ann.say("are you there?\n");
  CHECK(ann.until("\n") == "(Ann) are you there?\n");
  auto& moved = attach(std::move(state));
  moved.say("lo\nbye\n");
  CHECK(ann.until("bye\n") == "(Bob) hello\n(Bob) bye\n");
  CHECK(moved.until("bye\n") == "(Bob) hello\n(Bob) bye\n");
  moved.say("exit\n");
  CHECK(moved.until("\n") == phrases::goodbye("Bob") + "\n");
  CHECK(ann.until("\n") == "-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "a client moves in the middle of its login, whose time goes on") {
  auto& bob = connect();
  bob.say("Bo");
  run_passes(loop);
  clock.advance(limits.login_timeout / 2);
  auto state = detach(kFirst);
  CHECK(state.phase == Phase::login);
  CHECK(state.name.empty());
  CHECK(server->client_counts().nameless == 0);
  auto& moved = attach(std::move(state));
  CHECK(server->client_counts().nameless == 1);
  SUBCASE("in time") {
    moved.say("b\n");
    CHECK(moved.until("\n") == phrases::connected("Bob") + "\n");
  }
  SUBCASE("too late") {
    run_passes(loop);
    clock.advance(limits.login_timeout / 2);
    CHECK(moved.until("\n") == "-- Closing: no name for 30 s\n");
  }
}

TEST_CASE_FIXTURE(Fixture,
                  "a client that has sent nothing moves, and is asked for its name there") {
  connect();
  auto state = detach(kFirst);
  CHECK(state.dialect == nullptr);
  auto& moved = attach(std::move(state));
  CHECK(moved.until("\n") == "Username?\n");
}

TEST_CASE_FIXTURE(Fixture, "a throttled client takes its missing tokens and its input along") {
  limits.rate = 1;
  limits.burst = 3;
  auto& bob = join("Bob");
  bob.say("1\n2\n3\n4\n");
  CHECK(bob.until("(Bob) 2\n") == "(Bob) 1\n(Bob) 2\n");
  auto state = detach(kFirst);
  CHECK(state.limiter.throttled());
  CHECK(state.unread == "3\n4\n");
  auto& moved = attach(std::move(state));
  run_passes(loop);
  CHECK(support::get(moved.socket).empty());
  const auto before = clock.now();
  CHECK(moved.until("(Bob) 4\n") == "(Bob) 3\n(Bob) 4\n");
  CHECK(clock.now() - before >= std::chrono::milliseconds{1'900});
}

TEST_CASE_FIXTURE(Fixture, "a client that is closing or unknown cannot be detached") {
  auto& bob = join("Bob");
  CHECK_FALSE(server->detach(kSecond).has_value());
  bob.say("exit\n");
  bob.until(phrases::goodbye("Bob") + "\n");
  CHECK_FALSE(server->detach(kFirst).has_value());
}

TEST_CASE_FIXTURE(Fixture, "a detached client keeps its place until it is dropped") {
  limits.max_clients = 1;
  join("Bob");
  std::optional<SessionState> state = detach(kFirst);
  CHECK(server->client_counts().named == 1);
  CHECK(connect().until("\n") == phrases::server_full() + "\n");
  SUBCASE("attached") {
    attach(*std::exchange(state, std::nullopt));
    CHECK(connect().until("\n") == phrases::server_full() + "\n");
  }
  SUBCASE("dropped") {
    server->drop(*std::exchange(state, std::nullopt));
    CHECK(server->client_counts().named == 0);
    join("Bob");
  }
}

// A client that was detached during a reload of the configuration kept the old limits.
TEST_CASE_FIXTURE(Fixture, "a client gets the limits that are in force where it attaches") {
  join("Bob").say("x");
  auto state = detach(kFirst);
  limits.max_line = 64;
  limits.send_queue = 1'048'576;
  server->set_policy({limits, Print::no, {}});
  auto& moved = attach(std::move(state));
  moved.say(std::string(64, 'x') + "\n");
  CHECK(moved.until("\n") == phrases::line_too_long(64) + "\n");
}

TEST_CASE_FIXTURE(Fixture, "a server that shuts down drops a client that attaches") {
  join("Ann");
  join("Bob");
  auto state = detach(kSecond);
  bool done = false;
  server->shut_down([&] { done = true; });
  auto& moved = attach(std::move(state));
  CHECK(server->client_counts().named == 1);
  support::run_until(loop, clock, [&] { return done && support::at_end(moved.socket); });
}

}  // namespace
}  // namespace tertulia::server::session_move_test
