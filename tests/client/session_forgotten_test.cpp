/// What a new session does with that of a former one, which the server has forgotten.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/session.h"
#include "client/session_fixture.h"
#include "support/lines.h"

namespace tertulia::client::session_forgotten_test {
namespace {

namespace json = wire::json;
using support::Lines;
using Fixture = SessionFixture;

TEST_CASE_FIXTURE(Fixture, "a forgotten session leaves unknown what was sent, and says so once") {
  session.push("one");
  session.push("two");
  next();
  session.lose_connection();
  session.welcome(welcome("Bob"));
  const auto unknown = session.take_unknown();
  REQUIRE(unknown.size() == 1);
  CHECK(unknown.front().typed == "one");
  CHECK(session.take_unknown().empty());
  CHECK(next().find("two") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a new session enters the former rooms, the current one last") {
  enter("chess");
  enter("games");
  CHECK(session.welcome(welcome("Bob")) == Lines{join("chess"), join("games", "return")});
}

// The connection was lost before the server had answered: the rooms were gone, and lines for them
// went to the lobby.
TEST_CASE_FIXTURE(Fixture,
                  "a new session enters the former rooms over as many connections as it takes") {
  enter("chess");
  enter("games");
  session.welcome(welcome("Bob"));
  session.lose_connection();
  SUBCASE("resumed") {
    CHECK(session.welcome(resumed()) == Lines{join("chess"), join("games", "return")});
  }
  SUBCASE("resumed, with a part of the rooms") {
    CHECK(session.welcome(resumed({"chess", "lobby"})) == Lines{join("games", "return")});
  }
  SUBCASE("forgotten again") {
    CHECK(session.welcome(welcome("Bob")) == Lines{join("chess"), join("games", "return")});
  }
  CHECK(room_of_a_line() == "games");
  enter("games", "return");
  session.lose_connection();
  CHECK(session.welcome(resumed({"games", "chess", "lobby"})).empty());
}

TEST_CASE_FIXTURE(Fixture, "a new session that is in its rooms enters none again") {
  enter("games");
  session.welcome(welcome("Bob"));
  session.lose_connection();
  CHECK(session.welcome(resumed({"games", "lobby"})).empty());
  enter("lobby");
  CHECK(room_of_a_line() == "lobby");
}

// The former room was one of these, but the current one was another.
TEST_CASE_FIXTURE(Fixture, "a new session that is in its rooms comes back to the former one") {
  enter("games");
  enter("lobby");
  session.welcome(welcome("Bob"));
  session.lose_connection();
  CHECK(session.welcome(resumed({"games", "lobby"})) == Lines{join("lobby", "return")});
  CHECK(room_of_a_line() == "lobby");
}

// The last one of the others became current.
TEST_CASE_FIXTURE(Fixture, "a new session comes back to the lobby") {
  enter("games");
  enter("lobby");
  CHECK(session.welcome(welcome("Bob")) == Lines{join("games"), join("lobby", "return")});
}

// A line for the room went to the lobby if it was typed before the room was entered again.
TEST_CASE_FIXTURE(Fixture, "a new session says lines in the former room, unless it is refused") {
  enter("chess");
  enter("games");
  session.welcome(welcome("Bob"));
  session.handle(json::Error{"room_private", "no", 0});  // #chess
  CHECK(room_of_a_line() == "games");
  SUBCASE("entered") {
    enter("games", "return");
    CHECK(room_of_a_line() == "games");
    enter("lobby");
  }
  SUBCASE("refused") { session.handle(json::Error{"room_private", "no", 0}, "return"); }
  CHECK(room_of_a_line() == "lobby");
}

TEST_CASE_FIXTURE(Fixture, "a new session has seen nothing, and ids may begin anew") {
  hear(message(50, "lobby"));
  session.welcome(welcome("Bob"));
  CHECK(hear(message(11, "lobby")));
}

TEST_CASE_FIXTURE(Fixture, "in a new session, origins and numbers may begin anew") {
  CHECK(hear(message(11, "lobby", "a1", 7)));
  session.welcome(welcome("Bob"));
  CHECK(hear(message(11, "lobby", "a1", 7)));
}

}  // namespace
}  // namespace tertulia::client::session_forgotten_test
