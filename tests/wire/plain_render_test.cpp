#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

#include "support/time_zone.h"
#include "wire/plain_lines.h"

namespace tertulia::wire::plain::plain_render_test {
namespace {

using namespace std::string_literals;
using namespace std::chrono_literals;
using chat::CloseReason;
using chat::Problem;

std::string error(const DecodeError& error) {
  std::string out;
  dialect().render_error(error, 4096, {}, out);
  return out;
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

/// A room with so many members.
struct Gathering final : chat::NameSource {
  explicit Gathering(std::size_t count) : everyone(names(count)) {
    for (std::size_t i = 0; i < count; ++i) members.push_back(chat::MemberId{i});
  }
  std::string_view name_of(chat::MemberId member) const override {
    return everyone.at(static_cast<std::size_t>(member));
  }
  chat::RoomView view(chat::RoomRef room = {}, std::string_view topic = {}) const {
    return {room, topic, members, *this};
  }

  chat::Names everyone;
  std::vector<chat::MemberId> members;
};

TEST_CASE("what is told about registered names") {
  using Change = chat::AccountChanged::Change;
  const auto changed = [](Change change, std::string_view subject) {
    return rendered(chat::AccountChanged{change, subject});
  };
  CHECK(changed(Change::registered, "Bob") == "-- The name Bob is yours now\n");
  CHECK(changed(Change::password, "Bob") == "-- The password of Bob is changed\n");
  CHECK(changed(Change::unregistered, "Bob") == "-- The name Bob is yours no more\n");
  CHECK(changed(Change::key_added, "SHA256:k") == "-- The key SHA256:k can use your name now\n");
  CHECK(changed(Change::key_removed, "SHA256:k") ==
        "-- The key SHA256:k cannot use your name any more\n");
  CHECK(changed(Change::revoked, "Bob") == "-- The name Bob is free\n");
  CHECK(changed(Change::taken, "Bob") ==
        "-- The administrator has made the name Bob free: it is yours no more\n");
  CHECK(changed(Change::reset, "Bob") ==
        "-- The administrator has given the name Bob another password\n");
  const std::vector<std::string> keys{"SHA256:k", "SHA256:o"};
  CHECK(rendered(chat::KeyList{keys, "SHA256:o"}) ==
        "-- SHA256:k\n-- SHA256:o (of this connection)\n");
  CHECK(rendered(chat::KeyList{}) == "-- No key can use your name\n");
  CHECK(rendered(chat::ServerOperatorChanged{"Bob", true, "Ann", true}) ==
        "-- Bob runs the server now\n");
  CHECK(rendered(chat::ServerOperatorChanged{"Bob", false, "Ann", true}) ==
        "-- Bob does not run the server any more\n");
  CHECK(rendered(chat::ServerOperatorChanged{"Bob", true, "Ann", false}) ==
        "-- Ann lets you run the server\n");
  CHECK(rendered(chat::ServerOperatorChanged{"Bob", false, "Ann", false}) ==
        "-- Ann has ended your rights to run the server\n");
}

TEST_CASE("what /whois tells") {
  chat::Whois whois{.name = "Bob", .is_here = true, .registered = false};
  CHECK(rendered(whois) == "-- Bob is a guest\n");
  whois.rooms = {"lobby", "games"};
  CHECK(rendered(whois) == "-- Bob is a guest\n-- Bob is in #lobby #games\n");
  whois.since = base::WallTime{std::chrono::hours{24}};
  CHECK(rendered(whois).starts_with("-- Bob is a guest, here since "));
  whois = {.name = "Bob", .is_here = true, .registered = false, .address = "192.0.2.1"};
  CHECK(rendered(whois) == "-- Bob is a guest\n-- Bob is at 192.0.2.1\n");
  whois = {.name = "Bob", .is_here = false, .registered = true, .is_operator = true};
  const auto line = rendered(whois);
  CHECK(line.starts_with("-- Bob is registered since "));
  CHECK(line.ends_with(", runs the server, and is not here\n"));
}

TEST_CASE("every event has its line") {
  CHECK(rendered(chat::NameRequest{}) == "Username?\n");
  CHECK(rendered(chat::PasswordRequest{"Bob"}) == "Password?\n");
  CHECK(rendered(chat::PasswordRequest{"Bob", chat::Problem::password_wrong}) ==
        "! That is not the password of 'Bob'\nPassword?\n");
  CHECK(rendered(chat::Welcomed{"Bob"}) == "You are now connected, Bob!\n");
  const std::vector<std::string> motd{"Be kind.", "", "No \x1B[2J"};
  CHECK(rendered(chat::MessageOfTheDay{motd}) == "-- Be kind.\n-- \n-- No \u241B[2J\n");
  CHECK(rendered(said("Bob", "Hello everyone")) == "(Bob) Hello everyone\n");
  CHECK(rendered(acted("Bob", "waves")) == "* Bob waves\n");
  CHECK(rendered(whispered("Bob", "Ann", "psst")) == "[Bob -> Ann] psst\n");
  CHECK(rendered(chat::Renamed{"Bob", "Rob"}) == "-- Bob is now known as Rob\n");
  CHECK(error({DecodeError::Kind::line_too_long}) ==
        "! That line was longer than 4096 bytes and was not sent\n");
  CHECK(error({DecodeError::Kind::first_line_too_long}) ==
        "! This is a chat server for lines of plain text, and the first one was longer than 4096 "
        "bytes\n");
  CHECK(error({DecodeError::Kind::foreign_protocol, "HTTP"}) ==
        "! This is a chat server for lines of plain text, and that was HTTP\n");
  CHECK(error({DecodeError::Kind::tls_required}) ==
        "! This server takes only encrypted connections: use TLS\n");
  CHECK(rendered(chat::Goodbye{"Bob"}) == "Goodbye Bob!\n");
  CHECK(rendered(chat::Goodbye{}) == "Goodbye!\n");
  CHECK(rendered(chat::Closing{CloseReason::idle, 60s}) == "-- Closing: idle for 60 s\n");
  CHECK(rendered(chat::Closing{CloseReason::idle, 15min}) == "-- Closing: idle for 15 min\n");
  CHECK(rendered(chat::Closing{CloseReason::no_name, 30s}) == "-- Closing: no name for 30 s\n");
  CHECK(rendered(chat::Closing{CloseReason::replaced}) ==
        "-- Closing: you go on over another connection\n");
  CHECK(rendered(chat::Closing{CloseReason::reset}) ==
        "-- Closing: come back with the new password of your name\n");
  CHECK(rendered(chat::Closing{CloseReason::shutdown}) == "-- The server is shutting down\n");
}

TEST_CASE("joins, leaves and lists have some names and the number of the others") {
  CHECK(rendered(chat::Joined{{}, names(1)}) == "-- Ann has joined\n");
  CHECK(rendered(chat::Joined{{}, names(2)}) == "-- Ann and Bob have joined\n");
  CHECK(rendered(chat::Joined{{}, names(3)}) == "-- Ann, Bob and Cid have joined\n");
  CHECK(rendered(chat::Joined{{}, names(4)}) == "-- Ann, Bob and 2 others have joined\n");
  CHECK(rendered(chat::Joined{{}, names(212)}) == "-- Ann, Bob and 210 others have joined\n");
  CHECK(rendered(chat::Left{{}, names(1)}) == "-- Ann has left\n");
  CHECK(rendered(chat::Left{{}, names(4)}) == "-- Ann, Bob and 2 others have left\n");
  CHECK(rendered(chat::Left{{}, names(2), chat::LeaveReason::slow}) ==
        "-- Ann and Bob have left (connection too slow)\n");
  CHECK(rendered(chat::MemberList{Gathering(1).view()}) == "-- 1 here: Ann\n");
}

TEST_CASE("the list of members has a limit, and counts the members beyond it") {
  const auto longest = rendered(chat::MemberList{Gathering(kMaxNamesInList).view()});
  CHECK(longest.starts_with("-- 100 here: Ann, Bob, Cid, n4, "));
  CHECK(longest.ends_with(", n99 and n100\n"));
  const auto longer = rendered(chat::MemberList{Gathering(kMaxNamesInList + 1).view()});
  CHECK(longer.starts_with("-- 101 here: "));
  CHECK(longer.ends_with(", n99, n100 and 1 other\n"));
}

TEST_CASE("the list of members begins with those who run the room, and marks them") {
  const Gathering three(3);
  const auto list = [&three](std::vector<chat::MemberId> operators) {
    return rendered(chat::MemberList{three.view(), std::move(operators)});
  };
  CHECK(list({chat::MemberId{0}}) == "-- 3 here: Ann (operator), Bob and Cid\n");
  CHECK(list({chat::MemberId{1}, chat::MemberId{2}}) ==
        "-- 3 here: Bob (operator), Cid (operator) and Ann\n");
  const Gathering many(kMaxNamesInList + 5);
  const auto last = chat::MemberId{kMaxNamesInList + 4};
  const auto longest = rendered(chat::MemberList{many.view(), {last}});
  CHECK(longest.starts_with("-- 105 here: n105 (operator), Ann, Bob, "));
  CHECK(longest.ends_with(", n99 and 5 others\n"));
  const auto all = rendered(chat::MemberList{many.view(), many.members});
  CHECK(all.ends_with(", n100 (operator) and 5 others\n"));
}

TEST_CASE("a room that is entered or left is named with its size and topic") {
  const Gathering three(3);
  CHECK(rendered(chat::Entered{three.view(kGames)}) == "-- You are now in #games (3 here)\n");
  CHECK(rendered(chat::Entered{three.view(kGames, "No \x1B[2J")}) ==
        "-- You are now in #games (3 here)\n-- Topic: No \u241B[2J\n");
  CHECK(rendered(chat::LeftRoom{kGames, "Bob", three.view(), false}) ==
        "-- You have left #games\n");
  CHECK(rendered(chat::LeftRoom{kGames, "Bob", three.view(), true}) ==
        "-- You have left #games\n-- You are now in #lobby (3 here)\n");
}

TEST_CASE("the list of rooms has their sizes and topics, and the number of the others") {
  CHECK(rendered(chat::RoomList{{{"lobby", "", 12}, {"games", "Chess", 3}}, 2}) ==
        "-- #lobby (12 here)\n-- #games (3 here): Chess\n");
  using Presence = chat::RoomRow::Presence;
  CHECK(rendered(chat::RoomList{
            {{"lobby", "", 12, Presence::inside}, {"games", "Chess", 3, Presence::current}}, 2}) ==
        "-- #lobby (12 here, joined)\n-- #games (3 here, current): Chess\n");
  CHECK(rendered(chat::RoomList{{{"lobby", "", 1}}, 2}) ==
        "-- #lobby (1 here)\n-- and 1 other room\n");
  CHECK(rendered(chat::RoomList{{{"lobby", "", 1}}, 3}) ==
        "-- #lobby (1 here)\n-- and 2 other rooms\n");
}

TEST_CASE("what those who run a room do is said with their name") {
  CHECK(rendered(chat::TopicShown{kGames, ""}) == "-- #games has no topic\n");
  CHECK(rendered(chat::TopicShown{kGames, "Chess"}) == "-- Topic: Chess\n");
  CHECK(rendered(chat::TopicChanged{kGames, "Chess", "Ann"}) ==
        "-- Ann has set the topic: Chess\n");
  CHECK(rendered(chat::TopicChanged{kGames, "", "Ann"}) == "-- Ann has cleared the topic\n");
  CHECK(rendered(chat::PrivacyChanged{kGames, true, "Ann"}) ==
        "-- Ann has made #games private: only invited people can enter\n");
  CHECK(rendered(chat::PrivacyChanged{kGames, false, "Ann"}) ==
        "-- Ann has made #games public: everyone can enter\n");
  CHECK(rendered(chat::Invited{kGames, "Bob", "Ann", false}) ==
        "-- Ann invites you to #games; /join games enters it\n");
  CHECK(rendered(chat::Invited{kGames, "Bob", "Ann", true}) == "-- Bob is invited to #games\n");
  CHECK(rendered(chat::Uninvited{kGames, "Bob"}) == "-- Bob is not invited to #games any more\n");
  CHECK(rendered(chat::OperatorChanged{kGames, "Bob", true, "Ann"}) ==
        "-- Ann has let Bob run the room\n");
  CHECK(rendered(chat::OperatorChanged{kGames, "Bob", false, "Ann"}) ==
        "-- Bob no longer runs the room (by Ann)\n");
  CHECK(rendered(chat::Kicked{kGames, "Eve", "Ann", ""}) == "-- Eve was kicked by Ann\n");
  CHECK(rendered(chat::Kicked{kGames, "Eve", "Ann", "too\nloud"}) ==
        "-- Eve was kicked by Ann: too\u240Aloud\n");
}

TEST_CASE("each line from another room than the current one begins with the room") {
  const Gathering one(1);
  auto message = said("Bob", "anyone for chess?");
  message.room = kGames;
  CHECK(rendered(message, View::other) == "#games (Bob) anyone for chess?\n");
  CHECK(rendered(message, View::current) == "(Bob) anyone for chess?\n");
  CHECK(rendered(chat::Joined{kGames, names(1)}, View::other) == "#games -- Ann has joined\n");
  CHECK(rendered(chat::MemberList{one.view(kGames)}, View::other) == "#games -- 1 here: Ann\n");
  CHECK(rendered(said("Bob", "hi"), View::other) == "#lobby (Bob) hi\n");
  CHECK(rendered(whispered("Bob", "Ann", "psst"), View::other) == "[Bob -> Ann] psst\n");
  CHECK(rendered(chat::Entered{one.view(kGames)}, View::other) ==
        "-- You are now in #games (1 here)\n");
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
  CHECK(refused(Problem::room_empty, "#") == "! Name the room: /join ROOM\n");
  CHECK(refused(Problem::no_such_room, "#x y") == "! There is no room '#x y'; /rooms lists them\n");
  CHECK(refused(Problem::not_in_room, "games") ==
        "! You are not in the room 'games'; /join enters it\n");
  CHECK(refused(Problem::room_lost, "games") ==
        "! You are no longer in the room 'games', so that line was not sent; the next ones go to "
        "#lobby\n");
  CHECK(refused(Problem::topic_too_long) == "! A topic has at most 300 characters\n");
  CHECK(refused(Problem::invalid_argument, "/private on|off") ==
        "! That is not possible: /private on|off\n");
  CHECK(refused(Problem::no_history) == "! This server keeps no history\n");
  CHECK(refused(Problem::history_failed, "it takes too long") ==
        "! The history could not answer: it takes too long\n");
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

/// Some messages of one evening and the day before, as a member of #games sees them at 21:05.
struct Evening {
  static constexpr base::WallTime kNow =
      base::ManualClock::kWallStart + std::chrono::minutes(1'265);
  static chat::Message at(int minute, chat::RoomRef room, chat::Message message) {
    message.room = room;
    message.time = base::ManualClock::kWallStart + std::chrono::minutes(minute);
    return message;
  }
  const support::TimeZone utc{"UTC0"};
  chat::EarlierMessages earlier{
      .messages = {at(-1, kGames, said("Bob", "hello")), at(723, {}, acted("Ann", "waves")),
                   at(1'264, kGames, acted("Bob", "leaves"))},
      .current = kGames.id,
      .now = kNow};
};

TEST_CASE_FIXTURE(Evening, "the history shows when it was said, and where if not here") {
  const std::string lines =
      "~ 2025-12-31 23:59 (Bob) hello\n"
      "~ 12:03 #lobby * Ann waves\n"
      "~ 21:04 * Bob leaves\n";
  for (const auto view : {View::current, View::other}) {
    CHECK(rendered(chat::HistoryShown{kGames, earlier}, view) == lines);
    CHECK(rendered(chat::SearchResults{earlier}, view) == lines);
    CHECK(rendered(chat::RecentHistory{earlier}, view) == lines);
  }
}

TEST_CASE_FIXTURE(Evening, "a notice says if there is nothing, or more") {
  CHECK(rendered(chat::HistoryShown{}) == "-- No messages are kept here\n");
  CHECK(rendered(chat::SearchResults{}) == "-- Nothing was found\n");
  earlier.messages.resize(1);
  earlier.more = true;
  const std::string line = "~ 2025-12-31 23:59 (Bob) hello\n";
  const std::string more = "-- There are earlier messages\n";
  CHECK(rendered(chat::HistoryShown{kGames, earlier}) == more + line);
  CHECK(rendered(chat::SearchResults{earlier}) == line + more);
}

TEST_CASE("the help has a notice for each command") {
  const auto help = rendered(chat::HelpText{chat::command_table(), {}});
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
  dialect().render(said("Bob", "hi"), {}, out);
  dialect().render(chat::NameRequest{}, {}, out);
  CHECK(out == "before\n(Bob) hi\nUsername?\n");
}

}  // namespace
}  // namespace tertulia::wire::plain::plain_render_test
