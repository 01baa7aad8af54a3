#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "client/json_client.h"
#include "client/json_fixture.h"

namespace tertulia::client::json_client_login_test {
namespace {

using support::Lines;
using Fixture = JsonFixture;

/// A person who is asked for the name.
struct Nameless : Fixture {
  Nameless() : Fixture(true, {}) { begin(); }
};

/// A script.
struct Pipe : Fixture {
  explicit Pipe(const std::string& name = "Bob") : Fixture(false, name) {}
};

std::string all(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text.append(line).append("\n");
  return text;
}

TEST_CASE_FIXTURE(Nameless, "the login of a person looks as in the plain dialect") {
  CHECK(console->screen == Lines{"Username?"});
  CHECK(console->prompt == "> ");
  say("Username?");
  type("Bob");
  CHECK(console->prompt.empty());
  CHECK(console->paused);
  next_has(R"({"type":"hello","name":"Bob","client":"tertulia )");
  tell(welcome_line("Bob"));
  CHECK(console->screen == Lines{"Username?", "You are now connected, Bob!"});
  CHECK(console->prompt == "> ");
  CHECK(sent().empty());
}

// jq stopped at the first line: it was the question.
TEST_CASE("a script that reads JSON is not asked for the name") {
  Pipe pipe("");
  pipe.options.filter.json = true;
  pipe.begin();
  CHECK(pipe.console->screen.empty());
  pipe.type("Bob");
  pipe.next_has(R"("type":"hello","name":"Bob")");
}

TEST_CASE_FIXTURE(Nameless, "no name, or one that is none, is not sent") {
  type("");
  type("not a name");
  CHECK(console->screen.back() == "Username?");
  CHECK(console->screen[1].starts_with("! "));
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Nameless, "a person gives another name after a refusal") {
  type("Bob");
  next();
  tell(error("name_taken"));
  CHECK(console->screen == Lines{"Username?", "! because of name_taken", "Username?"});
  type("Rob");
  next_has(R"("name":"Rob")");
}

TEST_CASE("a script ends after a refused name") {
  Pipe pipe;
  pipe.begin();
  pipe.next();
  pipe.tell(Fixture::error("name_taken"));
  const auto ending = pipe.ending();
  CHECK(ending.exit_status() == Status::name_refused);
  CHECK(ending.message.ends_with(": because of name_taken"));
  CHECK(pipe.console->screen.empty());
}

TEST_CASE("the first line of a script is the name, and a refusal says so") {
  Pipe pipe("");
  pipe.begin();
  pipe.type("Bob");
  pipe.next_has(R"("name":"Bob")");
  pipe.tell(Fixture::error("name_taken"));
  CHECK(pipe.ending().message.ends_with("(the first line of the input is the name; see --name)"));
}

TEST_CASE_FIXTURE(Fixture, "a password is asked for where the name is registered") {
  begin();
  next();
  tell(error("password_required"));
  CHECK(shown() == "Password?");
  CHECK(console->hidden);
  CHECK_FALSE(console->paused);
  type("correct horse");
  CHECK_FALSE(console->hidden);
  CHECK(console->prompt.empty());
  next_has(R"("name":"Bob","password":"correct horse")");
  tell(welcome_line("Bob"));
  CHECK(shown() == phrases::connected("Bob"));
  CHECK(all(console->screen).find("correct horse") == std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a wrong password is asked for again, and then the name") {
  begin();
  next();
  tell(error("password_required"));
  type("wrong");
  next_has(R"("password":"wrong")");
  tell(error("password_wrong"));
  CHECK(console->screen == Lines{"Password?", "! because of password_wrong", "Password?"});
  type("");
  CHECK(shown() == "Username?");
  CHECK_FALSE(console->hidden);
  CHECK(sent().empty());
}

// The password of one name went out with the next name.
TEST_CASE_FIXTURE(Fixture, "the password of one name is not sent for another one") {
  begin();
  next();
  tell(error("password_required"));
  type("of Bob");
  next();
  tell(error("too_many_tries"));
  type("Ann");
  next_has(R"("name":"Ann")");
  tell(error("password_required"));
  CHECK(shown() == "Password?");
  CHECK(sent().empty());
}

TEST_CASE_FIXTURE(Fixture, "a wrong password is not sent once more by itself") {
  begin();
  next();
  tell(error("password_required"));
  type("wrong");
  next();
  tell(error("password_wrong"));
  type("");
  type("Bob");
  next_has(R"("name":"Bob","client")");
  tell(error("password_required"));
  CHECK(shown() == "Password?");
  CHECK(sent().empty());
}

TEST_CASE("the password of a file is sent only when the server asks for it") {
  Pipe pipe;
  pipe.options.password = "from file";
  pipe.begin();
  pipe.next_has(R"({"type":"hello","name":"Bob","client")");
  pipe.tell(Fixture::error("password_required"));
  pipe.next_has(R"("password":"from file")");
  pipe.tell(Fixture::error("password_wrong"));
  CHECK(pipe.ending().exit_status() == Status::name_refused);
}

TEST_CASE("a script without a password is told how to give one") {
  Pipe pipe;
  pipe.begin();
  pipe.next();
  pipe.tell(Fixture::error("password_required"));
  CHECK(pipe.ending().message.ends_with("the name is registered; see --password-file"));
}

TEST_CASE("a password is neither asked for nor sent where others can read it") {
  for (const bool person : {true, false}) {
    CAPTURE(person);
    Fixture client(person);
    client.safe = false;
    client.options.password = "secret";
    client.begin();
    client.next();
    client.tell(Fixture::error("password_required"));
    CHECK(client.sent().empty());
    if (!person) {
      CHECK(client.ending().exit_status() == Status::name_refused);
      continue;
    }
    CHECK(client.console->screen.front().ends_with("is not sent without TLS"));
    CHECK(client.shown() == "Username?");
  }
}

TEST_CASE("a line with a password is not sent where others can read it") {
  Fixture client;
  client.safe = false;
  client.join();
  client.type("/register correct horse");
  CHECK(client.shown().find("is not sent without TLS") != std::string::npos);
  CHECK(client.sent().empty());
  CHECK(client.console->forgotten == Lines{"/register correct horse"});
  client.type("/register");
  client.next_has(R"("text":"/register")");
}

TEST_CASE_FIXTURE(Fixture, "the history has no passwords") {
  join();
  for (const auto* line : {"hello", "/register correct horse", "  /PASSWORD new one"}) type(line);
  CHECK(console->forgotten == Lines{"/register correct horse", "  /PASSWORD new one"});
}

TEST_CASE_FIXTURE(Fixture, "a registered name in the conversation asks for its password") {
  join();
  type("/nick Ann");
  next_has(R"({"type":"command","text":"/nick Ann","cid":1,"tag":"1"})");
  tell(error("password_required", 1));
  CHECK(shown() == "Password?");
  CHECK(console->hidden);
  type("of Ann");
  CHECK_FALSE(console->hidden);
  CHECK(console->prompt == "> ");
  CHECK(next() == R"({"type":"rename","name":"Ann","password":"of Ann"})");
  tell(error("password_wrong"));
  CHECK(shown() == "Password?");
  type("");
  CHECK(shown() == "! 'Ann' is taken; choose another name");
  CHECK(console->prompt == "> ");
  CHECK(sent().empty());
  CHECK(all(console->screen).find("of Ann") == std::string::npos);
}

TEST_CASE("a script cannot answer for a registered name") {
  Pipe pipe;
  pipe.join();
  pipe.type("/nick Ann");
  pipe.next();
  pipe.tell(Fixture::error("password_required", 1));
  CHECK(pipe.console->errors.back().ends_with("the name is registered; see --password-file"));
  pipe.tell(Fixture::stored(1));
  pipe.handler->on_end_of_input();
  pipe.next_has("bye");
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE_FIXTURE(Fixture, "exit at a question for a password leaves") {
  join();
  type("/nick Ann");
  next();
  tell(error("password_required", 1));
  type("exit");
  CHECK(next() == R"({"type":"bye"})");
  CHECK(goodbye_ending().exit_status() == Status::orderly);
}

// Ctrl-C at the question said goodbye, and showed what had been typed unseen.
TEST_CASE_FIXTURE(Fixture, "Ctrl-C at a question discards what was typed") {
  begin();
  next();
  tell(error("password_required"));
  console->typed = true;
  CHECK(client->discard_input());
  CHECK(console->hidden);
  CHECK_FALSE(client->discard_input());
}

TEST_CASE("--register registers the name, with the password or with the key") {
  for (const bool safe : {true, false}) {
    CAPTURE(safe);
    Fixture client;
    client.safe = safe;
    client.options.registers = true;
    client.options.password = "correct horse";
    client.join();
    client.next_has(safe ? R"("text":"/register correct horse")" : R"("text":"/register")");
    client.tell(Fixture::error("registered_before", 1));
    CHECK(client.shown() == phrases::connected("Bob"));
    client.tell(Fixture::error("other", 2));
    CHECK(client.shown() == "! because of other");
  }
}

// The answer to a later /register was swallowed, too.
TEST_CASE("that a name is registered is no news for --register alone") {
  Fixture client;
  client.options.registers = true;
  client.join();
  client.next_has(R"("text":"/register","cid":1)");
  client.tell(R"({"type":"notice","text":"registered","tag":"1"})");
  client.type("/register");
  client.tell(Fixture::error("registered_before", 2));
  CHECK(client.shown() == "! because of registered_before");
}

TEST_CASE("--room is entered first") {
  Fixture client;
  client.options.room = "games";
  client.join();
  client.type("hello");
  client.next_has(R"("text":"/join games","cid":1)");
  client.next_has(R"({"type":"say","room":"games","text":"hello","cid":2})");
}

TEST_CASE_FIXTURE(Fixture, "a welcome that nobody has asked for changes nothing") {
  begin();
  next();
  tell(error("password_required"));
  tell(welcome_line("Bob"));
  type("secret of Bob");
  next_has(R"({"type":"hello","name":"Bob","password")");
}

TEST_CASE_FIXTURE(Nameless, "exit is no name") {
  type("exit");
  CHECK(next() == R"({"type":"bye"})");
  CHECK(goodbye_ending().exit_status() == Status::orderly);
}

// The client asked for the name again and again, of a server that had no place.
TEST_CASE_FIXTURE(Nameless, "a server that turns the client away ends it with the reason") {
  say(phrases::server_full());
  cut();
  const auto ended = ending();
  CHECK(ended.exit_status() == Status::lost);
  CHECK(ended.message.ends_with(": The server is full; try again later"));
}

TEST_CASE_FIXTURE(Nameless, "who types the name slowly goes on with another connection") {
  say(phrases::closing_no_name("60 s"));
  cut();
  CHECK(client->stop() == Stop::none);
  CHECK(console->screen == Lines{"Username?"});
  type("Bob");
  CHECK(client->stop() == Stop::lost);
  CHECK(client->never_named());
  reconnect();
  next_has(R"("name":"Bob")");
}

// The server speaks JSON after a first name that was taken, and its last line ended the client.
TEST_CASE_FIXTURE(Nameless, "who types another name slowly goes on with another connection") {
  type("Bob");
  next();
  tell(error("name_taken"));
  const auto screen = console->screen;
  tell(closing("idle"));
  cut();
  CHECK(client->stop() == Stop::none);
  CHECK(console->screen == screen);
  type("Bo");
  CHECK(client->stop() == Stop::lost);
  reconnect();
  next_has(R"("name":"Bo")");
}

TEST_CASE("a script without a name ends with its connection") {
  Pipe pipe("");
  pipe.begin();
  pipe.cut();
  CHECK(pipe.ending().exit_status() == Status::lost);
}

}  // namespace
}  // namespace tertulia::client::json_client_login_test
