/// When a pipe or a person stops waiting for the server.
#include <string>

#include <doctest/doctest.h>

#include "client/json_client.h"
#include "client/json_fixture.h"

namespace tertulia::client::json_client_leave_test {
namespace {

using Fixture = JsonFixture;
using base::Duration;

constexpr Duration kLittle{100};
constexpr auto kLong = JsonClient::kStoredTimeout - kLittle;

// Its input was paused, so its end was never seen, and it waited for ever.
TEST_CASE("a long script does not wait for ever for a server that stores nothing") {
  Fixture pipe(false);
  pipe.join();
  const auto fill = [&] {
    for (int i = 0; !pipe.console->paused && i < 1'000; ++i) pipe.type(std::string(4'000, 'x'));
    REQUIRE(pipe.console->paused);
  };
  fill();
  pipe.sent();
  pipe.pass(kLong);
  pipe.tell(Fixture::own(11, "line", 1));
  fill();
  pipe.pass(kLong);
  CHECK(pipe.sent().find("bye") == std::string::npos);
  pipe.pass(2 * kLittle);
  pipe.next_has("bye");
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

// Nobody had read what the client printed, so the client read nothing, and gave the server up.
TEST_CASE("a long script waits for the reader of its output") {
  Fixture pipe(false);
  pipe.join();
  for (int i = 0; i < 100; ++i) pipe.type(std::string(4'000, 'x'));
  pipe.sent();
  pipe.console->waiting = terminal::Console::kHighWaterMark;
  pipe.pass(3 * kLong);
  CHECK(pipe.sent().find("bye") == std::string::npos);
  pipe.console->waiting = 0;
  pipe.pass(2 * kLong);
  pipe.next_has("bye");
}

// It said only how many were not sent, and nobody could tell what had become of the others.
TEST_CASE("a script tells how many lines were perhaps not stored") {
  Fixture pipe(false);
  pipe.join();
  for (int i = 0; i < 20; ++i) pipe.type("line");
  pipe.sent();
  pipe.cut();
  CHECK(pipe.console->errors.at(0).ends_with(": 4 lines were not sent"));
  CHECK(pipe.console->errors.at(1).ends_with(": 16 lines were perhaps not stored"));
}

// The line was posted, for everyone to read.
TEST_CASE("a password is not posted by a script that has no such command") {
  Fixture pipe(false);
  pipe.join();
  pipe.type("/register secret-words");
  CHECK(pipe.sent().empty());
  CHECK(pipe.console->errors.back().find("has a password") != std::string::npos);
  pipe.type("/register");
  pipe.next_has("/register");
  pipe.handler->on_end_of_input();
  pipe.tell(Fixture::own(11, "/register", 1));
  pipe.tell(Fixture::stored(1));
  CHECK(pipe.goodbye_ending().exit_status() == Status::lines_refused);
}

TEST_CASE("a script that is slow itself is not hurried") {
  Fixture pipe(false);
  pipe.join();
  pipe.type("line");
  pipe.tell(Fixture::own(11, "line", 1));
  pipe.tell(Fixture::stored(1));
  pipe.pass(2 * kLong);
  CHECK(pipe.sent().find("bye") == std::string::npos);
}

// A minute later the client left by itself.
TEST_CASE_FIXTURE(Fixture, "Ctrl-C takes exit back") {
  join();
  for (int i = 0; i < 20; ++i) type("line");
  type("exit");
  sent();
  CHECK(client->discard_input());
  pass(2 * kLong);
  CHECK(sent().find("bye") == std::string::npos);
  CHECK(client->stop() == Stop::none);
}

}  // namespace
}  // namespace tertulia::client::json_client_leave_test
