#include "client/session.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/session_fixture.h"

namespace tertulia::client::session_test {
namespace {

namespace json = wire::json;
using Fixture = SessionFixture;
using Unstored = Requests::Unstored;

TEST_CASE("before the first welcome there is nothing to resume") {
  const Session session(Unstored::wait);
  CHECK_FALSE(session.can_resume());
  CHECK(session.name().empty());
  CHECK(session.max_line() == 0);
}

TEST_CASE_FIXTURE(Fixture, "the welcome gives the name, the place and the limit") {
  CHECK(session.name() == "Bob");
  CHECK(session.place().room == "lobby");
  CHECK(session.max_line() == 100);
  CHECK(session.can_resume());
  CHECK(session.is_own("k3f9"));
  CHECK_FALSE(session.is_own("other"));
  session.forget_token();
  CHECK_FALSE(session.can_resume());
}

TEST_CASE("messages without an origin are nobody's own") {
  Session session(Unstored::forget);
  auto without = welcome("Bob");
  without.origin.clear();
  session.welcome(without);
  CHECK_FALSE(session.is_own(""));
}

TEST_CASE_FIXTURE(Fixture, "each message is new once in its room, and the last ids are resumed") {
  enter("games");
  CHECK(hear(message(11, "lobby")));
  CHECK(hear(message(12, "games")));
  CHECK_FALSE(hear(message(11, "lobby")));
  CHECK_FALSE(hear(message(10, "lobby")));
  CHECK(hear(message(11, "games")) == false);
  json::Private secret;
  secret.id = 5;
  CHECK(session.is_new(secret));
  CHECK_FALSE(session.is_new(secret));
  CHECK(session.resume_line() == R"({"type":"resume","session":"secret","seen":)"
                                 R"({"":5,"games":12,"lobby":11}})"
                                 "\n");
}

// The line to resume grew with each room that was ever visited, until the server took it no more.
TEST_CASE_FIXTURE(Fixture, "a room that was left is not resumed") {
  enter("games");
  hear(message(11, "games"));
  session.handle(left_games());
  CHECK(session.resume_line().find("games") == std::string::npos);
  CHECK(hear(message(12, "games")));
  CHECK(session.resume_line().find("games") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "unread messages of other rooms count until the user is there") {
  enter("games");
  hear(message(11, "lobby"));
  hear(message(12, "lobby"));
  hear(message(12, "lobby"));
  hear(message(13, "lobby", "k3f9"));
  hear(message(14, "games"));
  CHECK(unread() == "lobby 2;");
  enter("lobby");
  CHECK(unread().empty());
}

// The prompt counted them for ever.
TEST_CASE_FIXTURE(Fixture, "a room that was lost without a connection has nothing unread") {
  enter("games");
  enter("lobby");
  hear(message(11, "games"));
  session.lose_connection();
  SUBCASE("still there") {
    session.welcome(resumed({"lobby", "games"}));
    CHECK(unread() == "games 1;");
  }
  SUBCASE("kicked out") {
    session.welcome(resumed());
    CHECK(unread().empty());
    CHECK(session.resume_line().find("games") == std::string::npos);
  }
  SUBCASE("another session") {
    session.welcome(welcome("Bob"));
    CHECK(unread().empty());
  }
}

TEST_CASE_FIXTURE(Fixture, "a line is said in the room where it was typed") {
  CHECK(room_of_a_line() == "lobby");
  enter("games");
  CHECK(room_of_a_line() == "games");
  session.push("in games");
  enter("lobby");
  CHECK(next().find(R"("room":"games")") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "what is typed behind /join is meant for that room") {
  session.push("/join #games");
  next();
  CHECK(room_of_a_line() == "games");
  enter("games");
  CHECK(room_of_a_line() == "games");
}

TEST_CASE_FIXTURE(Fixture, "a refused /join leaves the user where they are") {
  session.push("/join games");
  next();
  session.handle(json::Error{"room_private", "no", 1});
  CHECK(room_of_a_line() == "lobby");
}

// The line went to the room of the discarded one.
TEST_CASE_FIXTURE(Fixture, "a /join that is discarded sends no line to its room") {
  session.push("/join games");
  next();
  session.push("/join chess");
  CHECK(session.discard() == 1);
  CHECK(room_of_a_line() == "games");
}

TEST_CASE_FIXTURE(Fixture, "what is typed behind /leave waits until the server says where") {
  enter("games");
  session.push("/leave");
  session.push("text");
  CHECK(next().find("/leave") != std::string::npos);
  CHECK(next().empty());
  session.handle(left_games());
  session.handle(json::Stored{1});
  CHECK(next().find(R"("room":"lobby","text":"text")") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "only what asks for a name has one") {
  session.push("/nick Ann");
  session.push("hello");
  CHECK(session.wanted_name(1) == "Ann");
  CHECK(session.wanted_name(2).empty());
  CHECK(session.wanted_name(0).empty());
  CHECK(session.wanted_name(3).empty());
}

TEST_CASE_FIXTURE(Fixture, "after a resume what is not stored is sent again, and nothing else") {
  session.push("one");
  session.push("two");
  next();
  next();
  session.lose_connection();
  CHECK(session.welcome(resumed({"lobby"}, 1)).empty());
  CHECK(next().find("two") != std::string::npos);
  CHECK(next().empty());
  CHECK(session.take_unknown().empty());
}

// A server whose disk fails stores no command, and a person could say nothing more after a few.
TEST_CASE_FIXTURE(Fixture, "a command is answered by a line with its tag") {
  session.push("/leave");
  session.push("text");
  CHECK(next() == "{\"type\":\"command\",\"text\":\"/leave\",\"cid\":1,\"tag\":\"1\"}\n");
  CHECK(next().empty());
  session.handle(left_games(), "1");
  CHECK(session.requests().unanswered() == 0);
  CHECK_FALSE(next().empty());
  session.handle(json::Notice{}, "recent");
  CHECK(session.requests().unanswered() == 1);
}

// A connection that was lost in the middle of a search had its answer.
TEST_CASE_FIXTURE(Fixture, "a question whose answer was lost with the connection is asked again") {
  for (const auto* line : {"/who", "/search lunch", "/topic Chess", "/topic", "/history"}) {
    session.push(line);
    next();
  }
  session.handle(json::Notice{}, "1");
  session.lose_connection();
  session.welcome(resumed({"lobby"}, 3));
  CHECK(next().find(R"("text":"/topic","cid":4)") != std::string::npos);
  CHECK(next().find(R"("text":"/history","cid":5)") != std::string::npos);
  CHECK(next().find(R"("text":"/search lunch","cid":6)") != std::string::npos);
  CHECK(next().empty());
  SUBCASE("the archive had not stored the question when the connection was back") {
    session.handle(json::Stored{5});
    CHECK(next().find(R"("text":"/topic","cid":7)") != std::string::npos);
    CHECK(next().find(R"("text":"/history","cid":8)") != std::string::npos);
  }
  SUBCASE("its answer comes after all") {
    session.handle(json::TopicSet{}, "4");
    session.handle(json::History{}, "5");
    session.handle(json::Stored{5});
  }
  CHECK(next().empty());
  session.handle(json::Stored{8});
  CHECK(next().empty());
}

// A server had shown messages that it had not stored when it was killed.
TEST_CASE_FIXTURE(Fixture,
                  "a message that its author sends again to a resumed session is not new") {
  CHECK(hear(message(11, "lobby", "a1", 7)));
  session.lose_connection();
  session.welcome(resumed());
  CHECK_FALSE(hear(message(21, "lobby", "a1", 7)));
  CHECK(hear(message(22, "lobby", "a1", 8)));
  CHECK(hear(message(23, "lobby", "b2", 7)));
}

TEST_CASE_FIXTURE(Fixture, "only the own messages answer requests") {
  session.push("one");
  next();
  hear(message(11, "lobby", "other", 1));
  CHECK(session.requests().unanswered() == 1);
  hear(message(12, "lobby", "k3f9", 1));
  CHECK(session.requests().unanswered() == 0);
  session.handle(json::Stored{1});
  CHECK(session.requests().unstored() == 0);
}

// A pipe ended with 0 though the server had refused a line: its error was lost with the connection,
// and the welcome counted the line among the answered ones.
TEST_CASE_FIXTURE(Fixture, "a refusal that was lost with the connection is told with the welcome") {
  for (const auto* line : {"one", "two", "three"}) session.push(line);
  for (int i = 0; i < 3; ++i) next();
  session.handle(json::Error{"muted", "You are muted", 1});
  session.lose_connection();
  auto again = welcome("Bob");
  again.resumed = true;
  again.cid = 2;
  again.refused = {1, 2, 7};
  session.welcome(again);
  CHECK(session.take_refused() == std::vector<std::string>{"two"});
  CHECK(session.take_refused().empty());
  CHECK(session.requests().unstored() == 1);
}

// A pipe for a room that did not let it in posted in the lobby, if its line came after the refusal.
TEST_CASE_FIXTURE(Fixture, "who stays in a room posts nowhere else until they move") {
  session.push("/join vault");
  session.stay_in("vault");
  next();
  session.handle(json::Error{"room_private", "no", 1});
  session.push("secret");
  CHECK(next().find(R"("room":"vault")") != std::string::npos);
  session.push("/join lobby");
  next();
  session.push("hello");
  CHECK(next().find(R"("room":"lobby")") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "the names of a room come and go") {
  session.handle(json::Joined{"lobby", {"Eve"}});
  session.handle(json::Renamed{"Eve", "Eva"});
  session.handle(left("lobby", "Ann"));
  CHECK(session.rooms().names() == std::set<std::string_view>{"Bob", "Eva"});
}

}  // namespace
}  // namespace tertulia::client::session_test
