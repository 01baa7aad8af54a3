// The hub's server with several rooms, over real sockets.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/hub_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::hub_rooms_test {
namespace {

struct Fixture : support::HubFixture {
  /// Enters the room, and reads the answer.
  static void enter(Client& client, const std::string& room) {
    client.say("/join " + room + "\n");
    client.until("You are now in #" + room);
    client.until("\n");
  }
  std::size_t rooms() const { return server->client_counts().rooms; }
};

TEST_CASE_FIXTURE(Fixture, "lines of another room than the current one begin with its name") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  enter(ann, "games");
  enter(bob, "games");
  CHECK(ann.until("\n") == "-- Bob has joined\n");
  bob.say("chess?\n/join lobby\nback\n");
  CHECK(ann.until("back\n") == "(Bob) chess?\n#lobby (Bob) back\n");
  ann.say("yes\n");
  CHECK(bob.until("yes\n").ends_with("(Bob) back\n#games (Ann) yes\n"));
  bob.say("/leave games\n");
  CHECK(ann.until("left\n") == "(Ann) yes\n-- Bob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "a client sees its lines and answers in the order of its requests") {
  auto& ann = join("Ann");
  enter(ann, "one");
  enter(ann, "two");
  std::string sent;
  std::string expected;
  for (const auto* room : {"one", "two", "lobby", "one", "lobby"}) {
    const auto name = std::string(room);
    sent.append("/join ").append(name).append("\nin ").append(name).append("\n/nosuch\n");
    expected.append("(Ann) in ").append(name).append("\n");
  }
  ann.say(sent + "/msg Ann end\n");
  const auto seen = ann.until("end\n");
  std::string own;
  for (std::size_t at = 0; at < seen.size();) {
    const auto end = seen.find('\n', at) + 1;
    const auto line = seen.substr(at, end - at);
    if (line.starts_with("(Ann)")) own += line;
    CHECK_FALSE(line.starts_with("#"));
    at = end;
  }
  CHECK(own == expected);
}

// Others see the order of each room.
TEST_CASE_FIXTURE(Fixture, "in one pass, own lines of several rooms keep their order") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  for (auto* client : {&ann, &bob}) enter(*client, "games");
  ann.until("-- Bob has joined\n");
  bob.say("1\n/join lobby\n2\n/join games\n3\n/who\n");
  CHECK(ann.until("(Bob) 3\n").find("(Bob) 1\n") != std::string::npos);
  const auto seen = bob.until("-- 2 here: Ann (operator) and Bob\n");
  CHECK(seen.find("(Bob) 1\n") < seen.find("#lobby"));
  CHECK(seen.find("#lobby") < seen.find("(Bob) 2\n"));
  CHECK(seen.find("(Bob) 2\n") < seen.find("(Bob) 3\n"));
}

TEST_CASE_FIXTURE(Fixture, "a client in the lobby alone notices nothing of other rooms") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  enter(bob, "games");
  bob.say("hidden\n/leave\nshown\n");
  CHECK(ann.until("shown\n") == "(Bob) shown\n");
}

TEST_CASE_FIXTURE(Fixture, "a room without members is given back") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  CHECK(rooms() == 1);
  enter(ann, "games");
  enter(bob, "games");
  CHECK(rooms() == 2);
  ann.say("/leave\n");
  ann.until("You are now in");
  CHECK(rooms() == 2);
  bob.say("exit\n");
  bob.until_end();
  support::run_until(loop, clock, [&] { return rooms() == 1; });
  enter(ann, "games");
  ann.say("again\n");
  CHECK(ann.until("again\n") == "(Ann) again\n");
}

TEST_CASE_FIXTURE(Fixture, "joins and leaves of one connection are told only in its rooms") {
  auto& ann = join("Ann");
  enter(ann, "games");
  auto& bob = join("Bob");
  CHECK(ann.until("joined\n") == "#lobby -- Bob has joined\n");
  support::pass_time(loop, clock, 2 * RoomChannel::kNoticeInterval);
  bob.say("/nick Rob\nexit\n");
  CHECK(ann.until("left\n") == "-- Bob is now known as Rob\n#lobby -- Rob has left\n");
}

TEST_CASE_FIXTURE(Fixture, "the log names clients once, however many rooms they are in") {
  open(Print::yes);
  auto& ann = join("Ann");
  enter(ann, "games");
  ann.say("hi\nexit\n");
  ann.until_end();
  REQUIRE(log.size() == 4);
  CHECK(log[0] == "info: New client: Ann");
  CHECK(log[2] == "info: #games (Ann) hi");
  CHECK(log[3] == "info: Client disconnected: Ann");
}

TEST_CASE_FIXTURE(Fixture, "rooms and rooms per client are limited, also after a reload") {
  limits.max_rooms = 3;
  limits.max_rooms_per_client = 1;
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  enter(ann, "one");
  ann.say("/join two\n");
  CHECK(ann.until("\n").starts_with("! "));
  enter(bob, "two");
  limits.max_rooms_per_client = 2;
  server->set_policy({limits, Print::no, {}});
  enter(ann, "two");
  bob.say("/join three\n");
  CHECK(bob.until("\n").find("joined") != std::string::npos);
  CHECK(bob.until("\n").starts_with("! "));
  CHECK(rooms() == 3);
}

// Ann's line in #games was shown behind the notice that Ben had her name now.
TEST_CASE_FIXTURE(Fixture, "a rename keeps its place between the lines of all rooms") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  for (auto* client : {&ann, &bob}) enter(*client, "games");
  ann.until("-- Bob has joined\n");
  bob.say("one\n/nick Rob\ntwo\n/join lobby\n/nick Bob\nthree\n");
  CHECK(ann.until("(Bob) three\n") ==
        "(Bob) one\n-- Bob is now known as Rob\n(Rob) two\n-- Rob is now known as Bob\n"
        "#lobby (Bob) three\n");
}

}  // namespace
}  // namespace tertulia::server::hub_rooms_test
