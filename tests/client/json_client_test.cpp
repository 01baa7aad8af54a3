#include "client/json_client.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "client/json_fixture.h"

namespace tertulia::client::json_client_test {
namespace {

using support::Lines;
using Fixture = JsonFixture;
using base::Duration;

constexpr Duration kLittle{100};

/// A script with the name Bob.
struct Pipe : Fixture {
  Pipe() : Fixture(false) {}
  /// Lines that the server answers and stores, up to this number.
  void answer_all(int count) const {
    for (int i = 1; i <= count; ++i) say(own(10 + i, "line", i));
    say(stored(count));
  }
};

TEST_CASE_FIXTURE(Fixture, "a person sees the transcript of the plain dialect") {
  join();
  type("Hello everyone");
  CHECK(next() == R"({"type":"say","room":"lobby","text":"Hello everyone","cid":1})");
  say(own(11, "Hello everyone", 1));
  say(stored(1));
  say(message(12, "lobby", "Ann", "hi"));
  say(message(13, "lobby", "Ann", "waves", R"(,"action":true)"));
  tell(R"({"type":"joined","room":"lobby","names":["Eve"]})");
  CHECK(console->screen == Lines{phrases::connected("Bob"), "(Bob) Hello everyone", "(Ann) hi",
                                 "* Ann waves", "-- Eve has joined"});
  type("exit");
  CHECK(next() == R"({"type":"bye"})");
  CHECK(console->prompt.empty());
  const auto ended = goodbye_ending();
  CHECK(ended.exit_status() == Status::orderly);
  CHECK(ended.message.empty());
  CHECK(shown() == phrases::goodbye("Bob"));
  CHECK(console->drained == 1);
}

TEST_CASE_FIXTURE(Fixture, "commands and actions keep their meaning") {
  join();
  type("/me waves");
  next_has(R"({"type":"say","room":"lobby","text":"waves","action":true,"cid":1})");
  type("/topic Chess");
  next_has(R"({"type":"command","text":"/topic Chess","cid":2,"tag":"2"})");
  type("/join games");
  type("here");
  next_has(R"("text":"/join games","cid":3)");
  next_has(R"({"type":"say","room":"games","text":"here","cid":4})");
}

TEST_CASE_FIXTURE(Fixture, "a line that is no command, or too long, is not sent") {
  join();
  type("");
  type("   ");
  type(std::string(4'097, 'x'));
  CHECK(shown() == phrases::line_too_long(4'096));
  CHECK(sent().empty());
  type(std::string(4'096, 'x'));
  next_has("xxxx");
}

TEST_CASE_FIXTURE(Fixture, "what the client itself runs, the server never sees") {
  join();
  type("/ignore Ann");
  type("/set timestamps on");
  tell(message(11, "lobby", "Ann", "you do not see this"));
  CHECK(shown().find("timestamps = on") != std::string::npos);
  CHECK(sent().empty());
}

// The prompt counted what the user was never shown.
TEST_CASE_FIXTURE(Fixture, "what an ignored user says in another room is not unread") {
  join();
  tell(entered("games"));
  type("/ignore Ann");
  tell(message(11, "lobby", "Ann", "you do not see this"));
  CHECK(console->prompt == "#games > ");
  tell(message(12, "lobby", "Eve", "hello"));
  CHECK(console->prompt == "#games (#lobby 1) > ");
}

TEST_CASE("a script has no commands of the client, and text that only looks like one is text") {
  Pipe pipe;
  pipe.join();
  pipe.type("/set bell off");
  CHECK(pipe.next() == R"({"type":"say","room":"lobby","text":"/set bell off","cid":1})");
  pipe.type("/op Eve");
  CHECK(pipe.next() == R"({"type":"say","room":"lobby","text":"/op Eve","cid":2})");
  pipe.type("/who");
  CHECK(pipe.next() == R"({"type":"command","text":"/who","cid":3,"tag":"3"})");
}

// A line of Latin-1 went out as a command with U+FFFD in it, without a room: it was read in the
// lobby, whatever --room said.
TEST_CASE("a line that is not UTF-8 is refused, also behind a slash") {
  Pipe pipe;
  pipe.join();
  for (const auto line : {"\xe9", "/me \xe9"}) pipe.type(line);
  CHECK(pipe.sent().empty());
  CHECK(pipe.console->errors.size() == 2);
  CHECK(pipe.console->errors.front() == pipe.console->errors.back());
  CHECK(pipe.client->stop() == JsonClient::Stop::none);
  pipe.handler->on_end_of_input();
  CHECK(pipe.next() == R"({"type":"bye"})");
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE_FIXTURE(Fixture, "few lines are under way, and the others can be discarded") {
  join();
  for (int i = 1; i <= 20; ++i) type(fmt::format("line {}", i));
  CHECK(sent().ends_with("\"text\":\"line 16\",\"cid\":16}\n"));
  pass(Prompt::kShownAfter);
  CHECK(console->prompt == "4 lines waiting > ");
  tell(own(11, "line 1", 1));
  CHECK(console->prompt == "3 lines waiting > ");
  next_has("line 17");
  CHECK(client->discard_input());
  CHECK(shown() == "-- 3 lines were not sent");
  CHECK(console->prompt == "> ");
  CHECK_FALSE(client->discard_input());
}

TEST_CASE_FIXTURE(Fixture, "an exit that is typed keeps its place") {
  join();
  for (int i = 1; i <= 17; ++i) type("line");
  type("exit");
  CHECK(console->paused);
  sent();
  tell(own(11, "line", 1));
  next_has(R"("cid":17)");
  CHECK(next() == R"({"type":"bye"})");
}

TEST_CASE_FIXTURE(Fixture, "leaving is told ahead of the lines that wait") {
  join();
  for (int i = 1; i <= 18; ++i) type("line");
  sent();
  handler->on_end_of_input();
  CHECK(shown() == "-- 2 lines were not sent");
  CHECK(next() == R"({"type":"bye"})");
}

TEST_CASE_FIXTURE(Fixture, "the second wish to leave ends the client at once") {
  join();
  client->leave();
  client->leave();
  support::run_passes(loop);
  CHECK(ending().exit_status() == Status::lost);
}

TEST_CASE_FIXTURE(Fixture, "a server that says no goodbye ends the client in the end") {
  join();
  type("exit");
  pass(HubClient::kGoodbyeTimeout + kLittle);
  CHECK(ending().message.ends_with(": the server did not say goodbye"));
}

TEST_CASE_FIXTURE(Fixture, "a goodbye is enough, also if the server keeps the connection") {
  join();
  type("exit");
  tell(goodbye());
  pass(HubClient::kGoodbyeTimeout + kLittle);
  const auto ended = ending();
  CHECK(ended.exit_status() == Status::orderly);
  CHECK(ended.message.empty());
}

TEST_CASE("status 0 of a script means that all is stored") {
  Pipe pipe;
  pipe.join();
  pipe.type("line");
  pipe.type("line");
  pipe.handler->on_end_of_input();
  pipe.sent();
  pipe.tell(Fixture::own(11, "line", 1));
  pipe.tell(Fixture::own(12, "line", 2));
  pipe.tell(Fixture::stored(1));
  CHECK(pipe.sent().empty());
  pipe.tell(Fixture::stored(2));
  CHECK(pipe.next() == R"({"type":"bye"})");
  CHECK(pipe.goodbye_ending().exit_status() == Status::orderly);
  CHECK(pipe.console->errors.empty());
}

TEST_CASE("a refused line of a script is an error, not output, and gives status 4") {
  Pipe pipe;
  pipe.join();
  pipe.type("/msg Ann psst");
  pipe.handler->on_end_of_input();
  pipe.sent();
  pipe.tell(Fixture::error("no_such_member", 1));
  pipe.tell(Fixture::stored(1));
  pipe.next_has("bye");
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
  CHECK(pipe.console->screen == Lines{phrases::connected("Bob"), phrases::goodbye("Bob")});
  REQUIRE(pipe.console->errors.size() == 1);
  CHECK(pipe.console->errors.front().ends_with(": because of no_such_member"));
}

// The status was 0.
TEST_CASE("a server that stores nothing does not hold a script, and the status says so") {
  Pipe pipe;
  pipe.join();
  pipe.type("line");
  pipe.handler->on_end_of_input();
  pipe.tell(Fixture::own(11, "line", 1));
  pipe.sent();
  pipe.pass(JsonClient::kStoredTimeout - kLittle);
  CHECK(pipe.sent().empty());
  pipe.pass(2 * kLittle);
  CHECK(pipe.next() == R"({"type":"bye"})");
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

// It waited for ever.
TEST_CASE("a server that answers nothing does not hold a script") {
  Pipe pipe;
  pipe.join();
  for (int i = 1; i <= 20; ++i) pipe.type("line");
  pipe.handler->on_end_of_input();
  pipe.sent();
  pipe.pass(JsonClient::kStoredTimeout + kLittle);
  CHECK(pipe.next() == R"({"type":"bye"})");
  CHECK(pipe.console->errors.back().ends_with(": 4 lines were not sent"));
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE("a server that stores one line a minute is not given up") {
  Pipe pipe;
  pipe.join();
  for (int i = 1; i <= 3; ++i) pipe.type("line");
  pipe.handler->on_end_of_input();
  pipe.sent();
  for (int i = 1; i <= 3; ++i) {
    CHECK(pipe.sent().empty());
    pipe.pass(JsonClient::kStoredTimeout - Duration{1'000});
    pipe.tell(Fixture::own(10 + i, "line", i));
  }
  pipe.tell(Fixture::stored(3));
  pipe.next_has("bye");
  CHECK(pipe.goodbye_ending().exit_status() == Status::orderly);
}

TEST_CASE("a script that is ended by a signal does not claim that all is stored") {
  Pipe pipe;
  pipe.join();
  pipe.type("line");
  pipe.client->leave();
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE("output that cannot be written is an error, and the status says so") {
  Pipe pipe;
  pipe.join();
  pipe.handler->on_output_failed("No space left on device");
  pipe.handler->on_end_of_input();
  CHECK(pipe.goodbye_ending().exit_status() == Status::lost);
  CHECK(pipe.console->errors ==
        Lines{"tertulia: cannot write the output: No space left on device"});
}

TEST_CASE("a script is read no faster than its lines can be sent") {
  Pipe pipe;
  pipe.join();
  int lines = 0;
  for (; !pipe.console->paused && lines < 1'000; ++lines) pipe.type(std::string(4'000, 'x'));
  CHECK(lines < 100);
  pipe.answer_all(lines);
  support::run_passes(pipe.loop);
  CHECK_FALSE(pipe.console->paused);
}

TEST_CASE("--count ends a script after as many messages of others, and shows no more") {
  Pipe pipe;
  pipe.options.filter.count = 2;
  pipe.join();
  pipe.handler->on_end_of_input();
  CHECK(pipe.sent().empty());
  pipe.say(Fixture::message(11, "lobby", "Bob", "own", R"(,"origin":"k3f9")"));
  pipe.say(Fixture::message(12, "lobby", "Ann", "one"));
  pipe.say(R"({"type":"private","id":13,"time":"2026-01-01T00:00:00.000Z","from":"Ann",)"
           R"("to":"Bob","text":"two"})");
  pipe.tell(Fixture::message(14, "lobby", "Ann", "three"));
  CHECK(pipe.next() == R"({"type":"bye"})");
  CHECK(pipe.console->screen ==
        Lines{phrases::connected("Bob"), "(Bob) own", "(Ann) one", "[Ann -> Bob] two"});
  CHECK(pipe.goodbye_ending().exit_status() == Status::orderly);
}

// The answers to the client's own pings counted, and it never left.
TEST_CASE("--until-quiet ends a script when nothing comes in, whatever the client itself does") {
  Pipe pipe;
  pipe.options.filter.until_quiet = Duration{40'000};
  pipe.options.keepalive = Duration{15'000};
  pipe.join();
  pipe.handler->on_end_of_input();
  pipe.pass(Duration{20'000});
  CHECK(pipe.next() == R"({"type":"ping"})");
  pipe.tell(R"({"type":"pong"})");
  pipe.pass(Duration{19'000});
  CHECK(pipe.sent().find("bye") == std::string::npos);
  pipe.pass(Duration{2'000});
  CHECK(pipe.sent().find("bye") != std::string::npos);
  CHECK(pipe.goodbye_ending().exit_status() == Status::orderly);
}

TEST_CASE_FIXTURE(Fixture, "a quiet client shows life, and one that talks need not") {
  options.keepalive = Duration{30'000};
  join();
  pass(Duration{29'000});
  CHECK(sent().empty());
  type("hello");
  next_has("hello");
  pass(Duration{20'000});
  CHECK(sent().empty());
  pass(Duration{16'000});
  CHECK(next() == R"({"type":"ping"})");
  tell(R"({"type":"pong"})");
  CHECK(shown() == phrases::connected("Bob"));
}

TEST_CASE_FIXTURE(Fixture, "output that waits for its reader stops the reading") {
  join();
  console->waiting = terminal::Console::kHighWaterMark;
  tell(message(11, "lobby", "Ann", "one"));
  CHECK(shown() == phrases::connected("Bob"));
  console->waiting = 0;
  handler->on_printed();
  CHECK(shown() == "(Ann) one");
}

TEST_CASE_FIXTURE(Fixture, "a line that is too long to show is reported") {
  join();
  const std::string part(1'000'000, 'x');
  for (int i = 0; i < 5; ++i) {
    std::string_view rest = part;
    while (!rest.empty()) {
      support::put(server, rest.substr(0, 50'000));
      rest.remove_prefix(50'000);
      support::run_passes(loop, 10);
    }
  }
  tell("");
  CHECK(shown() == "! The server sent a line that is too long to show");
  tell(message(11, "lobby", "Ann", "one"));
  CHECK(shown() == "(Ann) one");
}

TEST_CASE_FIXTURE(Fixture, "Tab completes, and the history has a file") {
  join();
  CHECK(console->completer("An", 2) == Lines{"Ann: "});
  CHECK(console->history_path.ends_with("/history"));
}

TEST_CASE("a notice about the connection is told once, to the user") {
  for (const bool person : {true, false}) {
    CAPTURE(person);
    Fixture client(person);
    auto link = client.link();
    link.notice = "no TLS";
    client.client = std::make_unique<JsonClient>(
        client.loop, std::move(link), client.options,
        support::fake_console_opener(person, client.console, client.handler));
    const auto& lines = person ? client.console->screen : client.console->errors;
    REQUIRE(lines.size() == 1);
    CHECK(lines.front().ends_with("no TLS"));
  }
}

}  // namespace
}  // namespace tertulia::client::json_client_test
