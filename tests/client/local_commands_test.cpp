#include "client/local_commands.h"

#include <string_view>

#include <doctest/doctest.h>

#include "client/secret_lines.h"
#include "support/fake_console.h"

namespace tertulia::client::local_commands_test {
namespace {

using support::Lines;

struct Fixture {
  base::ManualClock clock;
  support::FakeConsole console;
  Options options;
  Display display{console, clock, options};
  LocalCommands commands{options, display};
};

TEST_CASE_FIXTURE(Fixture, "what is no command of the client is left to the server") {
  for (const auto* line : {"", "hello", "/who", "/settle", "/set2 x", " /set", "set", "/ignored"}) {
    CAPTURE(line);
    CHECK_FALSE(commands.run(line));
  }
}

TEST_CASE_FIXTURE(Fixture, "/set changes the options and the display") {
  options.look.color = ColorUse::never;
  const auto answer = commands.run("/set color always");
  REQUIRE(answer);
  CHECK(*answer == Lines{"-- color = always"});
  CHECK(options.look.color == ColorUse::always);
  CHECK(console.color);
  CHECK(commands.run("/set")->size() > 3);
  CHECK(commands.run("/set nothing 1")->front().starts_with("! "));
}

TEST_CASE_FIXTURE(Fixture, "/ignore and /unignore change who is shown") {
  CHECK(commands.run("/ignore\tAnn ")->front().starts_with("-- "));
  CHECK(display.ignored().has("ANN"));
  CHECK(commands.run("/ignore")->front().find("Ann") != std::string::npos);
  CHECK(commands.run("/unignore ann")->front().starts_with("-- "));
  CHECK_FALSE(display.ignored().has("Ann"));
  CHECK(commands.run("/unignore Ann")->front().starts_with("! "));
}

TEST_CASE_FIXTURE(Fixture, "each name is one of its commands") {
  for (const auto name : LocalCommands::kNames) CHECK(commands.run(name));
}

TEST_CASE("which lines may have a password, and which have one") {
  struct Row {
    std::string_view line;
    bool may_have;
    bool has;
  };
  for (const auto& row : {Row{"/register secret", true, true}, Row{"/register", true, false},
                          Row{"/register ", true, false}, Row{"/PASSWORD\tnew", true, true},
                          Row{"/password", true, false}, Row{"register secret", false, false},
                          Row{"/registered x", false, false}, Row{"hello", false, false},
                          Row{"", false, false}, Row{"/who lobby", false, false}}) {
    CAPTURE(row.line);
    CHECK(may_have_password(row.line) == row.may_have);
    CHECK(has_password(row.line) == row.has);
  }
  CHECK(has_password("  /register secret"));
}

// A no-break space, which some keyboards type, hid the command: the password stayed in the history,
// and was sent without TLS.
TEST_CASE("a password behind any character is one") {
  for (const auto line : {"/register\u00a0secret", "/password:secret", "\u00a0/register secret"}) {
    CAPTURE(line);
    CHECK(may_have_password(line));
    CHECK(has_password(line));
  }
}

}  // namespace
}  // namespace tertulia::client::local_commands_test
