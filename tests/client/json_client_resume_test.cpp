/// What the client that speaks JSON does when it loses its connection.
#include <algorithm>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "client/json_client.h"
#include "client/json_fixture.h"

namespace tertulia::client::json_client_resume_test {
namespace {

using support::Lines;
using Fixture = JsonFixture;
using Away = AwayFixture;
using base::Duration;

TEST_CASE_FIXTURE(Away, "a lost connection shows in the status, and leaves no line") {
  CHECK(console->status == "-- Not connected, trying again: the connection was lost");
  client->show_trouble("server: Connection refused");
  CHECK(console->status == "-- Not connected, trying again: server: Connection refused");
  reconnect();
  next_has("resume");
  tell(welcome_line("Bob", resumed(0)));
  CHECK(console->status.empty());
  CHECK(console->screen == Lines{phrases::connected("Bob"), "-- Connected again"});
}

TEST_CASE_FIXTURE(Away, "what is typed meanwhile is sent afterwards, once and in order") {
  CHECK_FALSE(console->paused);
  type("one");
  type("two");
  reconnect();
  CHECK(next() == R"({"type":"resume","session":"secret","seen":{}})");
  CHECK(sent().empty());
  tell(welcome_line("Bob", resumed(0)));
  next_has(R"("text":"one","cid":1)");
  next_has(R"("text":"two","cid":2)");
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "a resume says what was seen, and sends again what is not stored") {
  join();
  for (const auto* line : {"one", "two", "three"}) type(line);
  sent();
  say(own(11, "one", 1));
  say(own(12, "two", 2));
  say(stored(1));
  tell(R"({"type":"private","id":13,"time":"2026-01-01T00:00:00.000Z","from":"Ann",)"
       R"("to":"Bob","text":"psst"})");
  cut();
  reconnect();
  CHECK(next() == R"({"type":"resume","session":"secret","seen":{"":13,"lobby":12}})");
  tell(welcome_line("Bob", resumed(1)));
  next_has(R"("text":"two","cid":2)");
  next_has(R"("text":"three","cid":3)");
  tell(own(12, "two", 2));
  tell(own(14, "three", 3));
  CHECK(std::ranges::count(console->screen, "(Bob) two") == 1);
  CHECK(std::ranges::count(console->screen, "(Bob) three") == 1);
}

// The answers to /join and /leave were lost with the connection. The prompt had another room then,
// and nothing said why.
TEST_CASE_FIXTURE(Away, "a user who is elsewhere after a resume is told so") {
  reconnect();
  tell(R"({"type":"welcome","name":"Bob","session":"secret","origin":"k3f9","server":"t",)"
       R"("max_line":4096,"id":10,"resumed":true,"cid":0,"rooms":[)"
       R"({"room":"games","topic":"chess","count":2,"members":["Ann","Bob"]},)"
       R"({"room":"lobby","topic":"","count":2,"members":["Ann","Bob"]}]})");
  const Lines told{phrases::connected("Bob"), "-- Connected again",
                   "-- You are now in #games (2 here)", "-- Topic: chess"};
  CHECK(console->screen == told);
}

TEST_CASE_FIXTURE(Fixture, "what the server had stored is not sent again") {
  join();
  type("one");
  sent();
  cut();
  reconnect();
  next();
  tell(welcome_line("Bob", resumed(1)));
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "lines are perhaps sent if the server has forgotten the session") {
  join();
  type("one");
  type("two");
  type("/register secret word");
  sent();
  tell(own(11, "one", 1));
  cut();
  type("three");
  reconnect();
  next_has("resume");
  tell(error("unknown_session"));
  next_has(R"("type":"hello","name":"Bob")");
  tell(welcome_line("Bob"));
  CHECK(console->screen == Lines{phrases::connected("Bob"), "(Bob) one", "-- Connected again",
                                 "-- Perhaps sent: two",
                                 "-- A line with a password was perhaps sent"});
  next_has(R"("text":"three")");
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a new session enters the rooms again, and lines go where they were typed") {
  join();
  tell(entered("games"));
  CHECK(console->prompt == "#games > ");
  cut();
  type("to games");
  reconnect();
  next();
  tell(error("unknown_session"));
  next_has("hello");
  tell(welcome_line("Bob"));
  CHECK(next() == R"({"type":"join","room":"games","tag":"return"})");
  next_has(R"("room":"games","text":"to games")");
  type("to games, too");
  next_has(R"("room":"games","text":"to games, too")");
  tell(entered("games"));
  CHECK(console->prompt == "#games > ");
}

// The reason of the former loss was shown.
TEST_CASE_FIXTURE(Fixture, "the next loss has its own reason") {
  join();
  say(closing("shutdown"));
  cut();
  client->show_trouble("server: Connection refused");
  reconnect();
  next();
  tell(welcome_line("Bob", resumed(0)));
  cut();
  CHECK(console->status == "-- Not connected, trying again: the connection was lost");
}

TEST_CASE_FIXTURE(Away, "a person who leaves meanwhile is told why there is no connection") {
  type("one");
  client->leave();
  const auto ended = ending();
  CHECK(ended.exit_status() == Status::lost);
  CHECK(ended.message.ends_with(": the connection was lost"));
  CHECK(shown() == "-- 1 line was not sent");
  CHECK(console->status.empty());
  CHECK(console->prompt.empty());
}

// The last line said: "chat:7788: cannot connect to chat:7788: Connection refused".
TEST_CASE_FIXTURE(Away, "the reason names the server once") {
  const auto address = format_endpoint(options.server);
  auto why = address + ": the connection was lost";
  SUBCASE("a lost connection") {}
  SUBCASE("no other one") {
    why = "cannot connect to " + address + ": Connection refused";
    client->show_trouble(why);
  }
  type("exit");
  CHECK(ending().message == why);
}

TEST_CASE_FIXTURE(Away, "Ctrl-C discards what waits, and the client goes on") {
  type("one");
  CHECK(client->discard_input());
  CHECK(shown() == "-- 1 line was not sent");
  CHECK(client->stop() == Stop::lost);
  reconnect();
  next();
  tell(welcome_line("Bob", resumed(0)));
  CHECK(sent().empty());
}

TEST_CASE("a script without --retry ends with its connection") {
  Fixture pipe(false);
  pipe.join();
  pipe.type("line");
  pipe.cut();
  const auto ended = pipe.ending();
  CHECK(ended.exit_status() == Status::lost);
  CHECK(ended.message.ends_with(": the connection was lost"));
}

TEST_CASE("a script with --retry goes on, and ends when all is stored") {
  Fixture pipe(false);
  pipe.options.filter.retry = Duration{60'000};
  pipe.join();
  pipe.type("one");
  pipe.handler->on_end_of_input();
  pipe.sent();
  pipe.cut();
  CHECK(pipe.client->stop() == JsonClient::Stop::lost);
  pipe.reconnect();
  pipe.next_has("resume");
  pipe.tell(Fixture::welcome_line("Bob", resumed(0)));
  pipe.next_has(R"("text":"one","cid":1)");
  pipe.tell(Fixture::own(11, "one", 1));
  pipe.tell(Fixture::stored(1));
  pipe.next_has("bye");
  CHECK(pipe.goodbye_ending().exit_status() == Status::orderly);
  CHECK(pipe.console->errors.empty());
}

TEST_CASE("a script whose lines nobody knows of has status 4") {
  Fixture pipe(false);
  pipe.options.filter.retry = Duration{60'000};
  pipe.join();
  pipe.type("one");
  pipe.handler->on_end_of_input();
  pipe.sent();
  pipe.cut();
  pipe.reconnect();
  pipe.next();
  pipe.tell(Fixture::error("unknown_session"));
  pipe.next_has("hello");
  pipe.tell(Fixture::welcome_line("Bob"));
  pipe.next_has("bye");
  CHECK(pipe.console->errors.back().ends_with(": Perhaps sent: one"));
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE("a client comes back by itself only after a shutdown, a timeout or a loss") {
  for (const auto* reason : {"shutdown", "idle", "replaced", "kicked", "banned", "another"}) {
    CAPTURE(reason);
    Fixture client;
    client.join();
    client.say(Fixture::closing(reason));
    client.cut();
    const std::string_view word(reason);
    if (word == "shutdown" || word == "idle") {
      CHECK(client.client->stop() == JsonClient::Stop::lost);
      CHECK(client.console->status ==
            fmt::format("-- Not connected, trying again: Closing: {}", reason));
      continue;
    }
    const auto ended = client.ending();
    CHECK(ended.exit_status() == Status::lost);
    CHECK(ended.message.ends_with(fmt::format(": Closing: {}", reason)));
  }
}

// It came back after the user had left.
TEST_CASE_FIXTURE(Fixture, "a connection that is lost before the goodbye ends the client") {
  join();
  client->leave();
  cut();
  CHECK(ending().message.ends_with(": the server did not say goodbye"));
}

TEST_CASE_FIXTURE(Fixture, "the first connection is not tried again before the welcome") {
  begin();
  next();
  cut();
  CHECK(ending().exit_status() == Status::lost);
}

TEST_CASE_FIXTURE(Fixture, "a server without a place is tried again by who was there before") {
  join();
  cut();
  reconnect();
  next();
  say(error("server_full"));
  cut();
  CHECK(console->status == "-- Not connected, trying again: because of server_full");
  CHECK_FALSE(client->has_talked());
}

// It waited for ever.
TEST_CASE_FIXTURE(Fixture, "a full server that keeps the connection does not hold the client") {
  join();
  cut();
  reconnect();
  next();
  tell(error("server_full"));
  pass(JsonClient::kReplyTimeout + Duration{100});
  CHECK(client->stop() == Stop::lost);
}

TEST_CASE_FIXTURE(Away, "a name that was taken meanwhile is asked for again") {
  reconnect();
  next();
  tell(error("unknown_session"));
  next();
  tell(error("name_taken"));
  CHECK(shown() == "Username?");
  type("Rob");
  next_has(R"("name":"Rob")");
  tell(welcome_line("Rob"));
  CHECK(console->prompt == "> ");
}

TEST_CASE_FIXTURE(Fixture, "after a sleep of the machine it asks the server for life at once") {
  join();
  pass(JsonClient::kCheckInterval);
  CHECK(sent().empty());
  sleepy.sleep(Duration{3'600'000});
  pass(JsonClient::kCheckInterval);
  CHECK(next() == R"({"type":"ping"})");
  pass(JsonClient::kCheckInterval * 3);
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "a notice about the connection is not repeated") {
  join();
  for (int i = 0; i < 2; ++i) {
    cut();
    auto next_link = link();
    next_link.notice = "no TLS";
    client->resume(std::move(next_link));
  }
  CHECK(std::ranges::count(console->screen, "-- no TLS") == 1);
}

}  // namespace
}  // namespace tertulia::client::json_client_resume_test
