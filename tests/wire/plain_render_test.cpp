#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;
using chat::CloseReason;
using chat::Problem;

std::string rendered(const chat::Event& event) {
  std::string out;
  dialect().render(event, out);
  return out;
}

std::string error(const DecodeError& error) {
  std::string out;
  dialect().render_error(error, 4096, out);
  return out;
}

chat::Message said(std::string_view from, std::string_view text) {
  return {{}, {}, from, text, chat::MessageStyle::said};
}
chat::Message acted(std::string_view from, std::string_view text) {
  return {{}, {}, from, text, chat::MessageStyle::acted};
}

/// So many names: Ann, Bob, Cid, and then n4, n5 …
chat::Names names(std::size_t count) {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> made{"Ann", "Bob", "Cid"};
    while (made.size() < 300) made.push_back("n" + std::to_string(made.size() + 1));
    return made;
  }();
  return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(count)};
}

chat::Members members(std::size_t count) {
  chat::Members made;
  for (const auto name : names(count)) {
    made.emplace(chat::MemberId{made.size()}, std::get<chat::Name>(chat::Name::parse(name)));
  }
  return made;
}

TEST_CASE("every event has its line") {
  CHECK(rendered(chat::NameRequest{}) == "Username?\n");
  CHECK(rendered(chat::Welcomed{"Bob"}) == "You are now connected, Bob!\n");
  const std::vector<std::string> motd{"Be kind.", "", "No \x1B[2J"};
  CHECK(rendered(chat::MessageOfTheDay{motd}) == "-- Be kind.\n-- \n-- No \u241B[2J\n");
  CHECK(rendered(said("Bob", "Hello everyone")) == "(Bob) Hello everyone\n");
  CHECK(rendered(acted("Bob", "waves")) == "* Bob waves\n");
  CHECK(rendered(chat::PrivateMessage{"Bob", "Ann", "psst"}) == "[Bob -> Ann] psst\n");
  CHECK(rendered(chat::Renamed{"Bob", "Rob"}) == "-- Bob is now known as Rob\n");
  CHECK(error({DecodeError::Kind::line_too_long}) ==
        "! That line was longer than 4096 bytes and was not sent\n");
  CHECK(error({DecodeError::Kind::first_line_too_long}) ==
        "! This is a chat server for lines of plain text, and the first one was longer than 4096 "
        "bytes\n");
  CHECK(error({DecodeError::Kind::foreign_protocol, "HTTP"}) ==
        "! This is a chat server for lines of plain text, and that was HTTP\n");
  CHECK(rendered(chat::Goodbye{"Bob"}) == "Goodbye Bob!\n");
  CHECK(rendered(chat::Goodbye{}) == "Goodbye!\n");
  CHECK(rendered(chat::Closing{CloseReason::idle, 60s}) == "-- Closing: idle for 60 s\n");
  CHECK(rendered(chat::Closing{CloseReason::idle, 15min}) == "-- Closing: idle for 15 min\n");
  CHECK(rendered(chat::Closing{CloseReason::no_name, 30s}) == "-- Closing: no name for 30 s\n");
  CHECK(rendered(chat::Closing{CloseReason::shutdown}) == "-- The server is shutting down\n");
}

TEST_CASE("joins, leaves and lists have some names and the number of the others") {
  CHECK(rendered(chat::Joined{names(1)}) == "-- Ann has joined\n");
  CHECK(rendered(chat::Joined{names(2)}) == "-- Ann and Bob have joined\n");
  CHECK(rendered(chat::Joined{names(3)}) == "-- Ann, Bob and Cid have joined\n");
  CHECK(rendered(chat::Joined{names(4)}) == "-- Ann, Bob and 2 others have joined\n");
  CHECK(rendered(chat::Joined{names(212)}) == "-- Ann, Bob and 210 others have joined\n");
  CHECK(rendered(chat::Left{names(1)}) == "-- Ann has left\n");
  CHECK(rendered(chat::Left{names(4)}) == "-- Ann, Bob and 2 others have left\n");
  CHECK(rendered(chat::Left{names(2), chat::LeaveReason::slow}) ==
        "-- Ann and Bob have left (connection too slow)\n");
  CHECK(rendered(chat::MemberList{members(1)}) == "-- 1 here: Ann\n");
}

TEST_CASE("the list of members has a limit, and counts the members beyond it") {
  const auto longest = rendered(chat::MemberList{members(kMaxNamesInList)});
  CHECK(longest.starts_with("-- 100 here: Ann, Bob, Cid, n4, "));
  CHECK(longest.ends_with(", n99 and n100\n"));
  const auto longer = rendered(chat::MemberList{members(kMaxNamesInList + 1)});
  CHECK(longer.starts_with("-- 101 here: "));
  CHECK(longer.ends_with(", n99, n100 and 1 other\n"));
}

TEST_CASE("every problem names the error and what to do") {
  const auto refused = [](Problem problem, std::string_view subject = {}) {
    return rendered(chat::Refused{problem, subject});
  };
  CHECK(refused(Problem::name_empty) == "! A name has at least one character\n");
  CHECK(refused(Problem::name_too_long, "aaa") ==
        "! 'aaa' is too long: a name has at most 32 characters\n");
  CHECK(refused(Problem::name_character, "a b") ==
        "! 'a b' cannot be a name: use letters, digits, '-', '_' and '.'\n");
  CHECK(refused(Problem::name_no_letter, "---") ==
        "! '---' cannot be a name: it needs a letter or a digit\n");
  CHECK(refused(Problem::name_reserved, "Exit") == "! 'exit' is reserved; choose another name\n");
  CHECK(refused(Problem::name_taken, "Bob") == "! 'Bob' is taken; choose another name\n");
  CHECK(refused(Problem::no_such_member, "Dan") ==
        "! Nobody here is called 'Dan'; /who lists everyone\n");
  CHECK(refused(Problem::recipient_busy, "Dan") ==
        "! 'Dan' reads slowly and cannot get more private messages now; try again later\n");
  CHECK(refused(Problem::unknown_command, "/x") ==
        "! There is no command '/x'; /help lists them, and // sends a slash\n");
  CHECK(refused(Problem::indented_command, "/msg") ==
        "! '/msg' has a blank before it, so the line was not sent; put // before the line to send "
        "it as a message\n");
  CHECK(refused(Problem::missing_argument, "/me TEXT") == "! Something is missing: /me TEXT\n");
  CHECK(refused(Problem::not_utf8) == "! That line was not valid UTF-8 and was not sent\n");
  CHECK(refused(Problem::server_full) == "! The server is full; try again later\n");
  CHECK(refused(Problem::address_full) ==
        "! Too many connections from your address; try again later\n");
}

TEST_CASE("the part of a line that an error repeats is at most as long as a name") {
  const auto taken = [](const std::string& subject) {
    return rendered(chat::Refused{Problem::name_taken, subject});
  };
  const auto n = "\xC3\xB1"s;
  std::string longest;
  for (int i = 0; i < 32; ++i) longest += n;
  CHECK(taken(longest) == "! '" + longest + "' is taken; choose another name\n");
  CHECK(taken(longest + n) == "! '" + longest + "\xE2\x80\xA6' is taken; choose another name\n");
  CHECK(taken(std::string(100'000, 'a')).size() < 100);
  CHECK(taken(std::string(100'000, '\xFF')).size() < 200);
}

TEST_CASE("the help has a notice for each command") {
  const auto help = rendered(chat::HelpText{chat::command_table()});
  std::size_t begin = 0;
  while (begin < help.size()) {
    CHECK(help.substr(begin, 3) == "-- ");
    begin = help.find('\n', begin) + 1;
  }
  CHECK(help.back() == '\n');
  for (const auto* name :
       {"/who", "/me TEXT", "/msg NAME TEXT", "/nick NAME", "/quit", "//TEXT", "/help", "exit"}) {
    CHECK(help.find(name) != std::string::npos);
  }
}

TEST_CASE("rendering appends") {
  std::string out = "before\n";
  dialect().render(said("Bob", "hi"), out);
  dialect().render(chat::NameRequest{}, out);
  CHECK(out == "before\n(Bob) hi\nUsername?\n");
}

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
    check_one_safe_line(rendered(chat::PrivateMessage{"Bob", "Ann", text}), "[Bob -> Ann] ");
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
    check_one_safe_line(rendered(chat::PrivateMessage{name, name, "x"}), "[");
    check_one_safe_line(rendered(chat::Welcomed{name}), "You are now connected, ");
    check_one_safe_line(rendered(chat::Goodbye{name}), "Goodbye ");
    check_one_safe_line(rendered(chat::Renamed{name, name}), "-- ");
    check_one_safe_line(rendered(chat::Joined{{name, name}}), "-- ");
    check_one_safe_line(rendered(chat::Left{{name, "x", "y", "z"}}), "-- ");
  }
}

}  // namespace
}  // namespace tertulia::wire::plain
