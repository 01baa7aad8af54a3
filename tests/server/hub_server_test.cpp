#include "tertulia/server/hub_server.h"

#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::hub_server_test {
namespace {

using support::HubFixture;
using support::Lines;
using support::run_passes;
using support::run_until;

TEST_CASE_FIXTURE(HubFixture, "a silent client gets the prompt once") {
  auto& ann = connect();
  CHECK(ann.until("\n") == "Username?\n");
  ann.say("Ann\n");
  CHECK(ann.until("\n") == phrases::connected("Ann") + "\n");
}

TEST_CASE_FIXTURE(HubFixture, "all users get the messages in the same order") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
  bob.say("hi\r\n/me waves\n/msg Ann psst\n\n");
  CHECK(ann.until("psst\n") == "(Bob) hi\n* Bob waves\n[Bob -> Ann] psst\n");
  CHECK(bob.until("psst\n") == "(Bob) hi\n* Bob waves\n[Bob -> Ann] psst\n");
  ann.say("/nick Anna\n");
  CHECK(bob.until("\n") == "-- Ann is now known as Anna\n");
}

TEST_CASE_FIXTURE(HubFixture, "a line can arrive in any pieces") {
  auto& ann = connect();
  for (const char byte : std::string("Ann\r\nhello\r\n")) {
    ann.say(std::string(1, byte));
    run_passes(loop, 3);
  }
  CHECK(ann.until("hello\n") == phrases::connected("Ann") + "\n(Ann) hello\n");
}

TEST_CASE_FIXTURE(HubFixture, "a client that exits gets goodbye, and the others get its leave") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  bob.say("exit\ntoo late\n");
  CHECK(bob.until("\n") == phrases::goodbye("Bob") + "\n");
  bob.until_end();
  CHECK(bob.unread.empty());
  CHECK(ann.until("-- Bob has left\n") == "-- Bob has joined\n-- Bob has left\n");
}

TEST_CASE_FIXTURE(HubFixture,
                  "at the end of input all lines are delivered, then the connection is closed") {
  auto& ann = join("Ann");
  auto& bob = connect();
  bob.say("Bob\none\ntwo");
  support::end_output(bob.socket);
  bob.until_end();
  CHECK(bob.unread == phrases::connected("Bob") + "\n(Bob) one\n(Bob) two\n");
  CHECK(ann.until("has left\n") == "-- Bob has joined\n(Bob) one\n(Bob) two\n-- Bob has left\n");
}

TEST_CASE_FIXTURE(HubFixture, "the server asks again after a refused name") {
  join("Ann");
  auto& bob = connect();
  bob.say("ann\n");
  CHECK(bob.until("Username?\n") == "! 'ann' is taken; choose another name\nUsername?\n");
  bob.say("exit\n");
  CHECK(bob.until("\n") == "Goodbye!\n");
  bob.until_end();
}

TEST_CASE_FIXTURE(HubFixture, "the message of the day follows the welcome, and can change") {
  motd = {"Be kind.", "\x1B[2J"};
  auto& ann = join("Ann");
  CHECK(ann.until("[2J\n") == "-- Be kind.\n-- \u241B[2J\n");
  motd = {"Hurry."};
  server->set_policy({limits, Print::yes, motd});
  auto& bob = join("Bob");
  CHECK(bob.until("\n") == "-- Hurry.\n");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
  bob.say("hi\n");
  CHECK(ann.until("\n") == "(Bob) hi\n");
  CHECK(log.back() == "info: (Bob) hi");
}

TEST_CASE_FIXTURE(HubFixture, "events and clients are counted") {
  limits.max_clients = 3;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  connect().until("Username?\n");
  connect().until(phrases::server_full() + "\n");
  bob.say("hi\n\n/me " + std::string(limits.max_line, 'x') + "\n/msg Ann psst\n");
  ann.until("psst\n");
  bob.until("psst\n");
  const auto client_counts = server->client_counts();
  CHECK(client_counts.named == 2);
  CHECK(client_counts.nameless == 1);
  CHECK(client_counts.waiting == 0);
  const auto& counted = server->statistics();
  CHECK(counted.connections == 3);
  CHECK(counted.refused_full == 1);
  CHECK(counted.lines_received == 6);
  // Two welcomes, one join, one prompt, one rejection; hi twice, an error, a private message twice.
  CHECK(counted.lines_sent == 5 + 2 + 1 + 2);
}

TEST_CASE_FIXTURE(HubFixture,
                  "a shutdown is announced to all clients, and ends when all have closed") {
  auto& ann = join("Ann");
  auto& stranger = connect();
  run_passes(loop);
  int done = 0;
  server->shut_down([&] { ++done; });
  CHECK(ann.until("\n") == "-- The server is shutting down\n");
  CHECK(stranger.until("\n") == "-- The server is shutting down\n");
  ann.until_end();
  ann.socket = reactor::Socket();
  run_passes(loop);
  CHECK(done == 0);
  stranger.socket = reactor::Socket();
  run_until(loop, [&] { return done == 1; });
}

TEST_CASE_FIXTURE(HubFixture, "a shutdown of an empty server ends at once") {
  open();
  int done = 0;
  server->shut_down([&] { ++done; });
  CHECK(done == 1);
}

TEST_CASE_FIXTURE(HubFixture, "the log has joins and leaves, and messages if they are enabled") {
  bool print = false;
  SUBCASE("not asked") {}
  SUBCASE("asked") { print = true; }
  open(print ? Print::yes : Print::no);
  auto& bob = join("Bob");
  bob.say("hi\n/msg Bob psst\n/nick Rob\nexit\n");
  bob.until_end();
  auto expected = Lines{"info: New client: Bob",
                        "info: Address of Bob: 127.0.0.1:", "info: -- Bob is now known as Rob",
                        "info: Client disconnected: Rob"};
  if (print) expected.insert(expected.begin() + 2, "info: (Bob) hi");
  REQUIRE(log.size() > 1);
  log[1].resize(expected[1].size());  // without the port
  CHECK(log == expected);
}

TEST_CASE_FIXTURE(HubFixture, "the log has the address of each client that gets no name") {
  limits.login_timeout = base::Duration{30};
  auto& eve = connect();
  eve.say("a b\n\xE9\n");
  eve.until("-- Closing: no name for 30 ms\n");
  REQUIRE(log.size() == 3);
  CHECK(log[0].starts_with("info: 127.0.0.1:"));
  CHECK(log[0].ends_with(
      " name refused: 'a b' cannot be a name: use letters, digits, '-', '_' and '.'"));
  CHECK(log[1].ends_with(" name refused: That line was not valid UTF-8 and was not sent"));
  CHECK(log[2].starts_with("info: 127.0.0.1:"));
  CHECK(log[2].ends_with(" gave no name for 30 ms"));
}

TEST_CASE_FIXTURE(HubFixture, "a server can be destroyed with connected clients") {
  join("Ann");
  auto& bob = join("Bob");
  bob.say("hi\n");
  run_passes(loop, 2);
  server.reset();
  bob.until_end();
}

}  // namespace
}  // namespace tertulia::server::hub_server_test
