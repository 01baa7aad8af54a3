#include "client/display.h"

#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "support/fake_console.h"
#include "support/temporary_directory.h"
#include "support/time_zone.h"

namespace tertulia::client::display_test {
namespace {

namespace json = wire::json;
using support::Lines;
using terminal::Style;

json::Message message(std::string_view from, std::string_view text) {
  json::Message message;
  message.room = "lobby";
  message.from = from;
  message.text = text;
  message.origin = from;
  return message;
}

json::Private whisper(std::string_view from, std::string_view to) {
  json::Private secret;
  secret.from = from;
  secret.to = to;
  secret.text = "psst";
  return secret;
}

struct Fixture {
  explicit Fixture(bool person = true) {
    console.person = person;
    options.look.color = ColorUse::always;
    place.name = "Bob";
    place.origin = "Bob";
    place.rooms = {"lobby"};
  }
  void make() { display.emplace(console, clock, options); }
  void show(const json::ServerEvent& event, std::string_view line = {}) {
    if (!display) make();
    display->show(event, line, place);
  }
  std::string text() const { return console.screen.empty() ? "" : console.screen.back(); }
  /// The style of this part of the last line; it must be a part of its own.
  Style style(std::string_view part) const {
    for (const auto& each : console.styled.back().parts) {
      if (each.text == part) return each.style;
    }
    FAIL("no such part: " << part);
    return {};
  }

  support::TimeZone utc{"UTC"};
  base::ManualClock clock;
  support::FakeConsole console;
  Options options;
  Place place;
  std::optional<Display> display;
};

TEST_CASE("the colour of a name is always the same, and one of the palette") {
  CHECK(color_of("Ann") == color_of("Ann"));
  std::set<int> colors;
  for (char letter = 'A'; letter <= 'Z'; ++letter) {
    const auto color = color_of(std::string(1, letter));
    CHECK(color >= 1);
    CHECK(color <= terminal::kColors);
    colors.insert(color);
  }
  CHECK(colors.size() > terminal::kColors / 2);
  CHECK(color_of("") >= 1);
}

TEST_CASE_FIXTURE(Fixture, "names have their colours, the own one is bold, and text has none") {
  show(message("Ann", "hello"));
  CHECK(text() == "(Ann) hello");
  CHECK(style("Ann") == Style{.color = color_of("Ann")});
  CHECK(style("(") == Style{});
  CHECK(style(") hello") == Style{});
  show(message("Bob", "hi"));
  CHECK(style("Bob") == Style{.color = color_of("Bob"), .bold = true});
}

TEST_CASE_FIXTURE(Fixture,
                  "a name that stands in its own text is coloured where it is the author") {
  show(message("Ann", "Ann Ann"));
  CHECK(console.styled.back().parts.size() == 3);
  CHECK(style(") Ann Ann") == Style{});
}

TEST_CASE_FIXTURE(Fixture, "a mention is marked and rings the bell") {
  show(message("Ann", "thanks, bob."));
  CHECK(style("bob") == Style{.bold = true, .reverse = true});
  CHECK(style("Ann") == Style{.color = color_of("Ann")});
  CHECK(console.rung == 1);
}

TEST_CASE_FIXTURE(Fixture, "what is no mention rings nothing") {
  show(message("Ann", "bobby"));
  show(message("Bob", "I am Bob"));
  show(json::Notice{{}, "Bob is mentioned here"});
  json::History history{"lobby", {message("Ann", "Bob was here")}, false};
  show(history);
  show(message("Bob", "no"));
  CHECK(console.rung == 0);
}

TEST_CASE_FIXTURE(Fixture, "a private message rings the bell of who gets it") {
  show(whisper("Bob", "Ann"));
  CHECK(console.rung == 0);
  show(whisper("Ann", "Bob"));
  CHECK(console.rung == 1);
}

TEST_CASE_FIXTURE(Fixture, "without the bell a mention is only marked") {
  options.look.bell = false;
  show(message("Ann", "Bob!"));
  CHECK(style("Bob") == Style{.bold = true, .reverse = true});
  CHECK(console.rung == 0);
}

TEST_CASE_FIXTURE(Fixture, "notices are dim and errors bold") {
  show(json::Joined{"lobby", {"Ann"}});
  CHECK(style("-- Ann has joined") == Style{.dim = true});
  show(json::Error{"code", "no", 0});
  CHECK(style("! no") == Style{.bold = true});
  display->print("! local");
  CHECK(style("! local") == Style{.bold = true});
  display->print("-- local");
  CHECK(style("-- local") == Style{.dim = true});
  display->print("local");
  CHECK(style("local") == Style{});
}

TEST_CASE_FIXTURE(Fixture, "a timestamp stands dim before each line") {
  options.look.timestamps = true;
  clock.advance(std::chrono::minutes{63});
  show(message("Ann", "hi Bob"));
  CHECK(text() == "01:03 (Ann) hi Bob");
  CHECK(style("01:03 ") == Style{.dim = true});
  CHECK(style("Ann") == Style{.color = color_of("Ann")});
  CHECK(style("Bob") == Style{.bold = true, .reverse = true});
  display->print("-- local");
  CHECK(text() == "01:03 -- local");
}

TEST_CASE_FIXTURE(Fixture,
                  "lines of an ignored user are not shown, ring nothing, and are not logged") {
  support::TemporaryDirectory directory;
  options.log = directory.file("log");
  make();
  display->ignored().ignore("ann");
  show(message("Ann", "Bob!"));
  show(whisper("Ann", "Bob"));
  CHECK(console.screen.empty());
  CHECK(console.rung == 0);
  show(json::Renamed{"Ann", "Anna"});
  show(message("Anna", "again"));
  CHECK(console.screen == Lines{"-- Ann is now known as Anna"});
  show(message("Eve", "hi"));
  CHECK(text() == "(Eve) hi");
  std::ifstream log(options.log);
  const std::string logged{std::istreambuf_iterator<char>(log), {}};
  CHECK(logged ==
        "2026-01-01 00:00:00 -- Ann is now known as Anna\n2026-01-01 00:00:00 (Eve) hi\n");
}

// A search for the words of an ignored user was answered with nothing.
TEST_CASE_FIXTURE(Fixture, "earlier messages of an ignored user are counted") {
  make();
  display->ignored().ignore("Ann");
  json::Results results;
  results.messages = {message("Ann", "one"), message("Eve", "two"), message("Ann", "three")};
  show(results);
  CHECK(text() == "-- 2 messages of somebody whom you ignore are not shown");
  CHECK(console.screen.size() == 2);
}

TEST_CASE_FIXTURE(Fixture, "the user's own lines are shown, whoever is ignored") {
  make();
  display->ignored().ignore("Bob");
  show(message("Bob", "hi"));
  CHECK(text() == "(Bob) hi");
}

TEST_CASE_FIXTURE(Fixture, "a log that cannot be opened is reported, and the client goes on") {
  options.log = "/nowhere/at/all";
  make();
  REQUIRE(console.errors.size() == 1);
  CHECK(console.errors.front().find("/nowhere/at/all") != std::string::npos);
  show(message("Ann", "hi"));
  CHECK(text() == "(Ann) hi");
}

TEST_CASE_FIXTURE(Fixture, "changed options come into effect, or nothing changes") {
  make();
  CHECK(console.color);
  auto changed = options;
  changed.look.color = ColorUse::never;
  changed.look.paste_guard = 9;
  REQUIRE(display->apply(changed));
  CHECK_FALSE(console.color);
  CHECK(console.paste_guard.max_lines == 9);
  CHECK(console.paste_guard.question(10) == "Send 10 lines? [y/N]");
  changed.log = "/nowhere/at/all";
  changed.look.color = ColorUse::always;
  CHECK_FALSE(display->apply(changed));
  CHECK_FALSE(console.color);
}

TEST_CASE("--json prints the lines of the server, but none that only answers the client") {
  Fixture pipe(false);
  pipe.options.filter.json = true;
  pipe.show(message("Ann", "hi"), R"({"type":"message"})");
  pipe.show(json::Unknown{"new"}, R"({"type":"new"})");
  pipe.show(json::Closing{json::Closing::Reason::shutdown, "why"}, R"({"type":"closing"})");
  for (const json::ServerEvent& event :
       {json::ServerEvent{json::Welcome{}}, json::ServerEvent{json::Stored{1}},
        json::ServerEvent{json::Pong{}}, json::ServerEvent{json::Error{"code", "text", 1}}}) {
    pipe.show(event, R"({"session":"secret"})");
  }
  CHECK(pipe.console.screen ==
        Lines{R"({"type":"message"})", R"({"type":"new"})", R"({"type":"closing"})"});
}

// A script that reads JSON got lines that are none.
TEST_CASE("--json prints nothing but JSON") {
  Fixture pipe(false);
  pipe.options.filter.json = true;
  pipe.show(json::PlainLine{"! full"}, "! full");
  pipe.show(json::Malformed{}, "{{{");
  CHECK(pipe.console.screen.empty());
}

TEST_CASE_FIXTURE(Fixture, "a person sees the transcript, also with --json") {
  options.filter.json = true;
  show(message("Ann", "hi"), R"({"type":"message"})");
  CHECK(text() == "(Ann) hi");
}

TEST_CASE_FIXTURE(Fixture, "nothing of a server can forge a second line or a sequence") {
  show(message("Ann", "one\n! two\x1b[2J"));
  CHECK(console.screen.size() == 1);
  CHECK(text().find('\n') == std::string::npos);
}

}  // namespace
}  // namespace tertulia::client::display_test
