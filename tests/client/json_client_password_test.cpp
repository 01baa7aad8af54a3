/// What the client that speaks JSON does with passwords when it loses its connection.
#include <string_view>

#include <doctest/doctest.h>
#include <fmt/core.h>

#include "client/json_client.h"
#include "client/json_fixture.h"

namespace tertulia::client::json_client_password_test {
namespace {

using Fixture = JsonFixture;
using Away = AwayFixture;

// The rest of the password was sent to everybody when the user pressed Enter.
TEST_CASE_FIXTURE(Fixture, "a question for a password outlives its connection") {
  join();
  type("/nick Ann");
  next();
  tell(error("password_required", 1));
  tell(stored(1));
  cut();
  CHECK(console->hidden);
  CHECK_FALSE(console->paused);
  reconnect();
  next();
  tell(welcome_line("Bob", resumed(1)));
  CHECK(console->hidden);
  type("of Ann");
  CHECK_FALSE(console->hidden);
  CHECK(next() == R"({"type":"rename","name":"Ann","password":"of Ann"})");
}

TEST_CASE_FIXTURE(Fixture, "a password that is typed without a connection waits for one") {
  join();
  type("/nick Ann");
  next();
  tell(error("password_required", 1));
  tell(stored(1));
  cut();
  type("of Ann");
  CHECK_FALSE(console->hidden);
  CHECK(console->prompt == "> ");
  reconnect();
  next_has("resume");
  tell(welcome_line("Bob", resumed(1)));
  CHECK(next() == R"({"type":"rename","name":"Ann","password":"of Ann"})");
  cut();
  reconnect();
  next_has("resume");
  tell(welcome_line("Bob", resumed(1)));
  CHECK(sent().empty());
}

// A crash: the client said goodbye where there was no connection.
TEST_CASE_FIXTURE(Away, "the login of a new session may wait for a password and a connection") {
  reconnect();
  next();
  tell(error("unknown_session"));
  next();
  tell(error("password_required"));
  CHECK(console->hidden);
  cut();
  CHECK(client->stop() == Stop::none);
  CHECK(console->hidden);
  SUBCASE("typed") {
    type("of Bob");
    CHECK_FALSE(console->hidden);
    CHECK(client->stop() == Stop::lost);
    type("for all");
    reconnect();
    next_has(R"("type":"hello","name":"Bob","password":"of Bob")");
    tell(welcome_line("Bob"));
    next_has("for all");
  }
  SUBCASE("not typed") {
    type("");
    CHECK(shown() == "Username?");
    type("Rob");
    CHECK(client->stop() == Stop::lost);
    reconnect();
    next_has(R"("type":"hello","name":"Rob")");
  }
  SUBCASE("left") {
    type("exit");
    CHECK(ending().exit_status() == Status::lost);
  }
}

// The former name was taken by somebody else, or the name of a rename that had failed.
TEST_CASE_FIXTURE(Fixture, "a new session has the present name") {
  join();
  type("/nick Ann");
  next();
  tell(error("password_required", 1));
  type("");
  std::string_view name = "Bob";
  SUBCASE("the first one") {}
  SUBCASE("a later one") {
    name = "Rob";
    tell(R"({"type":"renamed","from":"Bob","to":"Rob"})");
  }
  tell(stored(1));
  cut();
  reconnect();
  next();
  tell(error("unknown_session"));
  next_has(fmt::format(R"("type":"hello","name":"{}","client")", name));
}

TEST_CASE_FIXTURE(Fixture, "a new session needs the password of the new name") {
  options.password = "of Bob";
  join();
  type("/nick Ann");
  next();
  tell(error("password_required", 1));
  type("of Ann");
  next();
  tell(R"({"type":"renamed","from":"Bob","to":"Ann"})");
  tell(stored(1));
  cut();
  reconnect();
  next();
  tell(error("unknown_session"));
  next_has(R"("type":"hello","name":"Ann","password":"of Ann")");
}

}  // namespace
}  // namespace tertulia::client::json_client_password_test
