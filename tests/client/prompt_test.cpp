#include "client/prompt.h"

#include <string>

#include <doctest/doctest.h>

#include "support/fake_console.h"
#include "support/run.h"

namespace tertulia::client::prompt_test {
namespace {

using terminal::Console;

Rooms unread(const std::vector<std::pair<std::string, int>>& counts) {
  Rooms rooms;
  for (const auto& [room, count] : counts) {
    rooms.enter(room, {});
    for (int i = 0; i < count; ++i) rooms.count_unread(room);
  }
  return rooms;
}

TEST_CASE("the prompt shows the room, what is unread, and what waits") {
  CHECK(prompt_text("lobby", {}, 0) == "> ");
  CHECK(prompt_text("games", {}, 0) == "#games > ");
  CHECK(prompt_text("games", unread({{"lobby", 3}}), 0) == "#games (#lobby 3) > ");
  CHECK(prompt_text("lobby", unread({{"a", 1}, {"b", 0}, {"c", 2}}), 0) == "(#a 1, #c 2) > ");
  CHECK(prompt_text("lobby", {}, 1) == "1 line waiting > ");
  CHECK(prompt_text("games", unread({{"lobby", 3}}), 2) == "#games (#lobby 3) 2 lines waiting > ");
}

TEST_CASE("the prompt names only a few rooms") {
  CHECK(prompt_text("lobby", unread({{"a", 1}, {"b", 1}, {"c", 1}}), 0) == "(#a 1, #b 1, #c 1) > ");
  CHECK(prompt_text("lobby", unread({{"a", 1}, {"b", 1}, {"c", 1}, {"d", 9}}), 0) ==
        "(#a 1, #b 1, #c 1, …) > ");
}

struct Fixture {
  void show(std::size_t waiting) { prompt.show("lobby", {}, waiting); }
  void pass(base::Duration time) { support::pass_time(loop, clock, time); }

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  support::FakeConsole console;
  Prompt prompt{loop, console};
};

TEST_CASE_FIXTURE(Fixture, "lines that wait are shown only after a while, and then at once") {
  show(2);
  CHECK(console.prompt == "> ");
  pass(Prompt::kShownAfter / 2);
  show(3);
  pass(Prompt::kShownAfter / 2 - base::Duration{10});
  CHECK(console.prompt == "> ");
  pass(base::Duration{20});
  CHECK(console.prompt == "3 lines waiting > ");
  show(1);
  CHECK(console.prompt == "1 line waiting > ");
  show(0);
  CHECK(console.prompt == "> ");
  show(1);
  CHECK(console.prompt == "> ");
}

TEST_CASE_FIXTURE(Fixture, "lines that were sent in time are never shown") {
  show(2);
  show(0);
  pass(2 * Prompt::kShownAfter);
  CHECK(console.prompt == "> ");
}

TEST_CASE_FIXTURE(Fixture, "a question hides the lines that wait, and its answer is not kept") {
  show(2);
  prompt.ask(Console::History::hide);
  CHECK(console.hidden);
  pass(2 * Prompt::kShownAfter);
  CHECK(console.prompt == "> ");
  CHECK(console.hidden);
  prompt.hide();
  CHECK(console.prompt.empty());
  CHECK_FALSE(console.hidden);
  show(0);
  CHECK(console.prompt == "> ");
}

// The same text with another use of the history was not set.
TEST_CASE_FIXTURE(Fixture, "a prompt is set again only where something differs") {
  show(0);
  console.prompt = "untouched";
  show(0);
  CHECK(console.prompt == "untouched");
  prompt.ask(Console::History::hide);
  CHECK(console.prompt == "> ");
  show(0);
  CHECK_FALSE(console.hidden);
}

}  // namespace
}  // namespace tertulia::client::prompt_test
