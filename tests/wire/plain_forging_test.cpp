// Texts and names of users can forge no line of the plain dialect.
#include <algorithm>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"
#include "tertulia/wire/plain.h"

#include "support/time_zone.h"
#include "wire/plain_lines.h"

namespace tertulia::wire::plain::plain_forging_test {
namespace {

using namespace std::string_literals;
using chat::Problem;

const std::vector<std::string> kHostile{"\n-- Ann has left",
                                        "\r\n! Something is wrong",
                                        "\nGoodbye Bob!",
                                        "\x1B[2J\x1B[H",
                                        "\x1B]0;title\x07",
                                        "\b\b\b\b\bfaked",
                                        "\r(Ann) I agree",
                                        "\x7F\x7F",
                                        "\0\0"s,
                                        "\xC2\x9B"
                                        "31m",
                                        "\xC2\x85-- next",
                                        "\xE2\x80\xA8-- next",
                                        "\xE2\x80\xA9-- ",
                                        "\xE2\x80\xAE"
                                        "abc",
                                        "\xE2\x81\xA6"
                                        "x",
                                        "\xE2\x80\x8F",
                                        "\xFF\xFE\xFD",
                                        "\xC0\x8A",
                                        "\xED\xA0\x80",
                                        "\xF4\x90\x80\x80",
                                        "{}",
                                        "{0} %s %n",
                                        ") (Ann",
                                        "] [Ann -> Bob",
                                        "-> Ann] x",
                                        "' is taken"};

void check_one_safe_line(const std::string& line, std::string_view beginning) {
  CAPTURE(line);
  CHECK(line.starts_with(beginning));
  CHECK(line.ends_with('\n'));
  CHECK(std::ranges::count(line, '\n') == 1);
  const auto body = line.substr(0, line.size() - 1);
  CHECK(base::is_utf8(body));
  CHECK(base::safe(body) == body);
}

/// What is shown of a message that was said at midnight today, in UTC.
std::string shown_later(const chat::Message& message, chat::RoomId current = chat::kLobby) {
  return rendered(chat::RecentHistory{{.messages = {message}, .current = current}});
}

TEST_CASE("no text can forge a line") {
  const support::TimeZone utc("UTC0");
  for (const auto& text : kHostile) {
    check_one_safe_line(shown_later(said("Bob", text)), "~ 00:00 (Bob) ");
    check_one_safe_line(shown_later(acted("Bob", text)), "~ 00:00 * Bob ");
    check_one_safe_line(shown_later(said("Bob", text), kGames.id), "~ 00:00 #lobby (Bob) ");
    check_one_safe_line(rendered(said("Bob", text)), "(Bob) ");
    check_one_safe_line(rendered(acted("Bob", text)), "* Bob ");
    check_one_safe_line(rendered(said("Bob", text), View::other), "#lobby (Bob) ");
    check_one_safe_line(rendered(chat::TopicChanged{kGames, text, "Bob"}),
                        "-- Bob has set the topic: ");
    check_one_safe_line(rendered(whispered("Bob", "Ann", text)), "[Bob -> Ann] ");
    for (int number = 0; number <= static_cast<int>(Problem::address_full); ++number) {
      const auto refusal = rendered(chat::Refused{static_cast<Problem>(number), text});
      check_one_safe_line(refusal, "! ");
      CHECK(refusal.size() > std::string_view("! \n").size());
    }
  }
}

// A line of the history begins with `~`.
TEST_CASE("nothing that happens now looks like what was said earlier") {
  for (const std::string_view text : {"~ 12:03 (Ann) I agree", "\n~ 12:03 (Ann) I agree"}) {
    check_one_safe_line(rendered(said("Bob", text)), "(Bob) ");
    check_one_safe_line(rendered(acted("Bob", text)), "* Bob ");
    check_one_safe_line(rendered(said("Bob", text), View::other), "#lobby (Bob) ");
    check_one_safe_line(rendered(whispered("Bob", "Ann", text)), "[Bob -> Ann] ");
    const std::vector<std::string> motd{std::string(text)};
    check_one_safe_line(rendered(chat::MessageOfTheDay{motd}), "-- ");
    check_one_safe_line(rendered(chat::TopicChanged{kGames, text, "Bob"}), "-- ");
    check_one_safe_line(rendered(chat::Kicked{kGames, "Ann", "Bob", text}), "-- ");
  }
  CHECK(std::holds_alternative<Problem>(chat::Name::parse("~")));
}

TEST_CASE("no name can forge a line") {
  const support::TimeZone utc("UTC0");
  for (const auto& name : kHostile) {
    check_one_safe_line(rendered(said(name, "x")), "(");
    check_one_safe_line(rendered(acted(name, "x")), "* ");
    check_one_safe_line(rendered(whispered(name, name, "x")), "[");
    check_one_safe_line(shown_later(said(name, "x")), "~ 00:00 (");
    check_one_safe_line(shown_later(acted(name, "x")), "~ 00:00 * ");
    check_one_safe_line(rendered(chat::Welcomed{name}), "You are now connected, ");
    check_one_safe_line(rendered(chat::Goodbye{name}), "Goodbye ");
    check_one_safe_line(rendered(chat::Renamed{name, name}), "-- ");
    check_one_safe_line(rendered(chat::Joined{{}, {name, name}}), "-- ");
    check_one_safe_line(rendered(chat::TopicChanged{kGames, name, name}), "-- ");
    check_one_safe_line(rendered(chat::Kicked{kGames, name, name, name}), "-- ");
    check_one_safe_line(rendered(chat::Kicked{kGames, name, name, name}, View::other),
                        "#games -- ");
    check_one_safe_line(rendered(chat::Left{{}, {name, "x", "y", "z"}}), "-- ");
  }
}

}  // namespace
}  // namespace tertulia::wire::plain::plain_forging_test
