// Texts and names of users can forge no line of the plain dialect.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

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

TEST_CASE("no text can forge a line") {
  for (const auto& text : kHostile) {
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

TEST_CASE("no name can forge a line") {
  for (const auto& name : kHostile) {
    check_one_safe_line(rendered(said(name, "x")), "(");
    check_one_safe_line(rendered(acted(name, "x")), "* ");
    check_one_safe_line(rendered(whispered(name, name, "x")), "[");
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
