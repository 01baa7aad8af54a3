/// How the client that speaks JSON finds out that its peer does not.
#include <functional>
#include <string>
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "client/json_client.h"
#include "client/json_fixture.h"
#include "client/plain_client.h"

namespace tertulia::client::json_client_plain_test {
namespace {

using support::Lines;

constexpr base::Duration kSecond{1'000};

struct Fixture : JsonFixture {
  explicit Fixture(bool is_person = true, const std::string& name = "Bob")
      : JsonFixture(is_person, name) {}
  /// The client for plain lines goes on. Its console has the same screen.
  void go_on() {
    REQUIRE(client->stop() == Stop::plain);
    auto parts = client->hand_over();
    options.name = parts.name;
    plain = std::make_unique<PlainClient>(loop, std::move(parts.link), options,
                                          [&](terminal::Console::Handler& next) {
                                            handler = &next;
                                            return std::move(parts.console);
                                          });
    support::run_passes(loop);
  }
  std::unique_ptr<PlainClient> plain;
};

std::string version_0_1_refusal() { return "! Names have letters, digits and - _ . only"; }

TEST_CASE_FIXTURE(Fixture, "tertulia 0.1 takes the greeting for a name, and asks again") {
  begin();
  next_has("hello");
  tell("Username?");
  CHECK(client->stop() == Stop::none);
  tell(version_0_1_refusal());
  CHECK(client->stop() == Stop::none);
  tell("Username?");
  go_on();
  CHECK(next() == "Bob");
  tell(phrases::connected("Bob"));
  CHECK(console->screen == Lines{phrases::connected("Bob")});
  CHECK(console->errors.empty());
  handler->on_line("hello");
  CHECK(next() == "hello");
}

TEST_CASE("a user who gives the name to tertulia 0.1 is asked once") {
  Fixture person(true, {});
  person.begin();
  person.tell("Username?");
  person.type("Bob");
  person.next_has("hello");
  person.tell(version_0_1_refusal());
  person.tell("Username?");
  person.go_on();
  CHECK(person.next() == "Bob");
  CHECK(person.console->screen == Lines{"Username?"});
}

TEST_CASE_FIXTURE(Fixture, "a plain line that no server with JSON sends decides at once") {
  begin();
  tell("Welcome to netcat");
  go_on();
  CHECK(console->screen == Lines{"Welcome to netcat"});
  next_has("hello");
  CHECK(next() == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "nothing that the other client must read is consumed") {
  begin();
  support::put(server, phrases::connected("Bob") + "\n(Ann) hi\n(Ann) half");
  support::run_passes(loop);
  go_on();
  tell(" a line");
  CHECK(console->screen == Lines{phrases::connected("Bob"), "(Ann) hi", "(Ann) half a line"});
}

// The rest of the line end was shown as an empty line.
TEST_CASE_FIXTURE(Fixture, "a line end of two bytes is one line end") {
  begin();
  tell("Username?\r");
  tell(version_0_1_refusal() + "\r");
  tell("Username?\r");
  go_on();
  tell(phrases::connected("Bob") + "\r");
  CHECK(console->screen == Lines{phrases::connected("Bob")});
}

TEST_CASE_FIXTURE(Fixture, "a silent peer is spoken to in plain after a while") {
  begin();
  pass(JsonClient::kGreetingTimeout - base::Duration{100});
  CHECK(client->stop() == Stop::none);
  pass(base::Duration{200});
  go_on();
  next_has("hello");
  CHECK(next() == "Bob");
}

// The token of the session was on the screen, and in the file of --log.
TEST_CASE_FIXTURE(Fixture, "JSON that comes too late is not shown, and ends the client") {
  begin();
  pass(JsonClient::kGreetingTimeout + base::Duration{100});
  go_on();
  tell(welcome_line("Bob"));
  CHECK(console->screen.empty());
  CHECK(plain->finish().exit_status() == Status::lost);
  CHECK(plain->finish().message.ends_with(": the server took too long to answer"));
}

TEST_CASE_FIXTURE(Fixture, "a peer that sends no end of a line is not JSON") {
  begin();
  support::put(server, std::string(5'000, 'x'));
  support::run_passes(loop);
  go_on();
  tell("");
  CHECK(shown() == std::string(5'000, 'x'));
}

TEST_CASE_FIXTURE(Fixture, "a person who still types the name waits without a limit") {
  options.name.clear();
  begin();
  pass(JsonClient::kGreetingTimeout * 10);
  CHECK(client->stop() == Stop::none);
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a server that asked for the name before it heard of JSON may speak it") {
  begin();
  say("Username?");
  tell(welcome_line("Bob"));
  CHECK(shown() == phrases::connected("Bob"));
}

TEST_CASE_FIXTURE(Fixture, "a first line of JSON in pieces is JSON") {
  begin();
  next();
  const auto line = welcome_line("Bob") + "\n";
  for (std::size_t i = 0; i < line.size(); ++i) {
    support::put(server, std::string_view(line).substr(i, 1));
    loop.run_pass();
  }
  support::run_passes(loop);
  CHECK(shown() == phrases::connected("Bob"));
}

// A script with --json got plain lines, one with --count never ended, and the lines for a room went
// to the lobby.
TEST_CASE("an option that only JSON can carry out is not dropped") {
  struct Row {
    std::string_view option;
    std::function<void(Options&)> set;
    bool also_for_a_person = false;
  };
  for (const auto& row :
       {Row{"--room", [](Options& options) { options.room = "games"; }, true},
        Row{"--json", [](Options& options) { options.filter.json = true; }},
        Row{"--count", [](Options& options) { options.filter.count = 1; }},
        Row{"--until-quiet", [](Options& options) { options.filter.until_quiet = kSecond; }}}) {
    for (const bool person : {false, true}) {
      CAPTURE(row.option);
      CAPTURE(person);
      Fixture fixture(person);
      row.set(fixture.options);
      fixture.begin();
      fixture.next_has("hello");
      fixture.tell("Welcome to netcat");
      if (person && !row.also_for_a_person) {
        fixture.go_on();
        continue;
      }
      const auto ended = fixture.ending();
      CHECK(ended.exit_status() == Status::lost);
      CHECK(ended.message == fmt::format("{}: the server does not speak JSON, which {} needs",
                                         format_endpoint(fixture.options.server), row.option));
    }
  }
}

TEST_CASE("a silent peer without JSON ends a script that needs it") {
  Fixture pipe(false);
  pipe.options.filter.json = true;
  pipe.begin();
  pipe.type("one");
  pipe.pass(JsonClient::kGreetingTimeout + base::Duration{100});
  CHECK(pipe.ending().exit_status() == Status::lost);
  CHECK(pipe.console->screen.empty());
}

TEST_CASE_FIXTURE(Fixture, "a server that turns the client away in plain gives the reason") {
  begin();
  say("! You are banned: spam");
  cut();
  CHECK(ending().message.ends_with(": You are banned: spam"));
  CHECK(console->errors.empty());
}

TEST_CASE_FIXTURE(Fixture, "a server that has spoken JSON is not taken for a plain one") {
  join();
  cut();
  reconnect();
  next_has("resume");
  tell("Welcome to netcat");
  CHECK(client->stop() == Stop::lost);
  CHECK(console->status.find("no longer speaks JSON") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a silent server that has spoken JSON is tried again") {
  join();
  cut();
  reconnect();
  pass(JsonClient::kReplyTimeout + base::Duration{100});
  CHECK(client->stop() == Stop::lost);
}

TEST_CASE_FIXTURE(Fixture, "who leaves before the peer has said what it speaks, leaves") {
  options.name.clear();
  begin();
  tell("Username?");
  client->leave();
  CHECK(next() == R"({"type":"bye"})");
  say(version_0_1_refusal());
  tell("Username?");
  CHECK(ending().exit_status() == Status::orderly);
}

TEST_CASE_FIXTURE(Fixture, "a hint about the end of the login, and then the end, is no end") {
  options.name.clear();
  begin();
  tell(phrases::closing_no_name("60 s"));
  CHECK(client->stop() == Stop::none);
  CHECK(console->screen == Lines{"Username?"});
}

TEST_CASE("a script that never said its name is handed over as it is") {
  Fixture pipe(false, {});
  pipe.begin();
  pipe.tell("Welcome to netcat");
  pipe.go_on();
  CHECK(pipe.console->screen.back() == "Welcome to netcat");
  CHECK_FALSE(pipe.console->paused);
  pipe.handler->on_line("Bob");
  CHECK(pipe.next() == "Bob");
}

}  // namespace
}  // namespace tertulia::client::json_client_plain_test
