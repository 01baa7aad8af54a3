/// What a person sees of a room that they enter.
#include <doctest/doctest.h>

#include "client/json_client.h"
#include "client/json_fixture.h"
#include "support/lines.h"

namespace tertulia::client::json_client_recent_test {
namespace {

using Fixture = JsonFixture;

// The plain client, which the terminal had before, got these lines from the server.
TEST_CASE_FIXTURE(Fixture, "a person sees what was said last in a room that they enter") {
  join();
  CHECK(sent().empty());
  CHECK(asked == support::Lines{
                     R"({"type":"history","room":"lobby","before":11,"limit":10,"tag":"recent"})"});
  tell(R"({"type":"history","room":"lobby","more":true,"tag":"recent","messages":[)"
       R"({"id":9,"time":"2026-01-01T00:00:00.000Z","room":"lobby","from":"Ann","text":"hi"}]})");
  CHECK(shown().ends_with(" (Ann) hi"));
  CHECK(shown().starts_with("~ "));
  tell(R"({"type":"entered","room":"games","topic":"","count":1,"members":["Bob"],"id":12})");
  CHECK(sent().empty());
  CHECK(asked.back() ==
        R"({"type":"history","room":"games","before":13,"limit":10,"tag":"recent"})");
  tell(R"({"type":"entered","room":"lobby","topic":"","count":1,"members":["Bob"],"id":14})");
  CHECK(sent().empty());
  CHECK(asked.size() == 2);  // the user was in the lobby all the time
}

TEST_CASE_FIXTURE(Fixture, "that a server keeps no messages is no news for who has not asked") {
  join();
  const auto screen = console->screen;
  tell(R"({"type":"error","code":"no_history","text":"nothing is kept","tag":"recent"})");
  CHECK(console->screen == screen);
  tell(R"({"type":"error","code":"no_history","text":"nothing is kept"})");
  CHECK(shown() == "! nothing is kept");
}

TEST_CASE("a script does not see what was said before") {
  Fixture pipe(false);
  pipe.join();
  CHECK(pipe.sent().empty());
  CHECK(pipe.asked.empty());
}

}  // namespace
}  // namespace tertulia::client::json_client_recent_test
