#include "wire/json_render.h"

#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"

#include "support/lines.h"

namespace tertulia::wire::json::json_render_test {
namespace {

using namespace std::chrono_literals;
using support::Lines;

constexpr chat::RoomRef kGames{chat::RoomId{7}, "games"};
const base::WallTime kTime = base::ManualClock::kWallStart + 123ms;

/// Members whose names are `Ann` and `Bob`.
struct AnnAndBob final : chat::NameSource {
  std::string_view name_of(chat::MemberId member) const override {
    return member == chat::MemberId{1} ? "Ann" : "Bob";
  }
  const std::vector<chat::MemberId> both{chat::MemberId{1}, chat::MemberId{2}};
  chat::RoomView games() const { return {kGames, "Chess", both, *this}; }
  chat::RoomView lobby() const { return {{}, "", std::span(both).first(1), *this}; }
};
const AnnAndBob kNames;

std::string rendered(const chat::Event& event, const RequestInfo& request = {}) {
  std::string out = "before\n";
  Audience audience;
  audience.request = request;
  dialect().render(event, audience, out);
  REQUIRE(out.starts_with("before\n"));
  return out.substr(out.find('\n') + 1);
}

/// The only line of an event.
std::string line_of(const chat::Event& event, const RequestInfo& request = {}) {
  auto line = rendered(event, request);
  REQUIRE(line.ends_with('\n'));
  line.pop_back();
  CHECK(line.find('\n') == std::string::npos);
  return line;
}

std::string error_line(const DecodeError& error, const RequestInfo& request = {}) {
  std::string line;
  dialect().render_error(error, 100, request, line);
  return line;
}

TEST_CASE("a message has all that is known of it") {
  chat::Message message{kGames, chat::EntryId{1042},     kTime, chat::MemberId{46'655}, "Bob",
                        "hi",   chat::MessageStyle::said};
  CHECK(line_of(message) ==
        R"({"type":"message","id":1042,"time":"2026-01-01T00:00:00.123Z","room":"games",)"
        R"("from":"Bob","text":"hi","origin":"zzz"})");
  message.style = chat::MessageStyle::acted;
  message.number = 7;
  CHECK(line_of(message) ==
        R"({"type":"message","id":1042,"time":"2026-01-01T00:00:00.123Z","room":"games",)"
        R"("from":"Bob","text":"hi","action":true,"origin":"zzz","cid":7})");
}

TEST_CASE("a private message names both ends") {
  const chat::PrivateMessage message{
      chat::EntryId{1043}, kTime, chat::MemberId{36}, "Bob", "Ann", "psst", 8};
  CHECK(line_of(message) ==
        R"({"type":"private","id":1043,"time":"2026-01-01T00:00:00.123Z","from":"Bob",)"
        R"("to":"Ann","text":"psst","origin":"10","cid":8})");
}

TEST_CASE("a welcome tells a client all about its session") {
  chat::Welcomed welcomed{
      "Bob", chat::MemberId{2}, chat::EntryId{1041}, {kNames.lobby(), kNames.games()}, {}};
  welcomed.session.max_line = 4096;
  const std::string rooms =
      R"("rooms":[{"room":"lobby","topic":"","count":1,"members":["Ann"]},)"
      R"({"room":"games","topic":"Chess","count":2,"members":["Ann","Bob"]}]})";
  CHECK(line_of(welcomed) == R"({"type":"welcome","name":"Bob","origin":"2","server":"tertuliad )" +
                                 std::string(TERTULIA_VERSION) + R"(","max_line":4096,"id":1041,)" +
                                 rooms);
  welcomed.session = {"k3f9", 100, true, 12};
  CHECK(line_of(welcomed) ==
        R"({"type":"welcome","name":"Bob","session":"k3f9","origin":"2","server":"tertuliad )" +
            std::string(TERTULIA_VERSION) +
            R"(","max_line":100,"id":1041,"resumed":true,"cid":12,)" + rooms);
  welcomed.session.refused = {3, 12};
  CHECK(line_of(welcomed).find(R"("cid":12,"refused":[3,12],"rooms":[)") != std::string::npos);
}

struct Row {
  chat::Event event;
  std::string_view line;
};

TEST_CASE("each event has its own type") {
  for (const auto& [event, line] : {
           Row{chat::Acknowledged{7}, R"({"type":"stored","cid":7})"},
           Row{chat::Gap{{}, chat::EntryId{7}, chat::EntryId{9}},
               R"({"type":"gap","room":"lobby","after":7,"before":9})"},
           Row{chat::Joined{kGames, {"Ann", "Bob"}},
               R"({"type":"joined","room":"games","names":["Ann","Bob"]})"},
           Row{chat::Renamed{"Ann", "Anna"}, R"({"type":"renamed","from":"Ann","to":"Anna"})"},
           Row{chat::TopicChanged{kGames, "Chess", "Ann"},
               R"({"type":"topic","room":"games","topic":"Chess","by":"Ann"})"},
           Row{chat::Entered{kNames.games(), chat::EntryId{7}},
               R"({"type":"entered","room":"games","topic":"Chess","count":2,)"
               R"("members":["Ann","Bob"],"id":7})"},
           Row{chat::MemberList{kNames.games()},
               R"({"type":"members","room":"games","count":2,"members":["Ann","Bob"]})"},
           Row{chat::MemberList{kNames.games(), {kNames.games().members[1]}},
               R"({"type":"members","room":"games","count":2,"members":["Ann","Bob"],)"
               R"("operators":["Bob"]})"},
           Row{chat::LeftRoom{kGames, "Bob", kNames.lobby(), true},
               R"({"type":"left","room":"games","names":["Bob"],"reason":"left",)"
               R"("current":"lobby","topic":"","count":1})"},
           Row{chat::LeftRoom{kGames, "Bob", kNames.lobby(), false},
               R"({"type":"left","room":"games","names":["Bob"],"reason":"left",)"
               R"("current":"lobby"})"},
           Row{chat::Kicked{kGames, "Bob", "Ann", ""},
               R"({"type":"left","room":"games","names":["Bob"],"reason":"kicked","by":"Ann"})"},
           Row{chat::Kicked{kGames, "Bob", "Ann", "spam"},
               R"({"type":"left","room":"games","names":["Bob"],"reason":"kicked","by":"Ann",)"
               R"("text":"spam"})"},
           Row{chat::Pong{}, R"({"type":"pong"})"},
           Row{chat::Goodbye{"Bob"}, R"({"type":"goodbye","name":"Bob"})"},
           Row{chat::Goodbye{""}, R"({"type":"goodbye","name":""})"},
       }) {
    CHECK(line_of(event) == line);
  }
  CHECK(rendered(chat::NameRequest{}).empty());
}

TEST_CASE("earlier messages look as they did") {
  const chat::Message hi{kGames, chat::EntryId{7},         kTime, chat::MemberId{36}, "Bob",
                         "hi",   chat::MessageStyle::said, 3};
  chat::EarlierMessages earlier{.messages = {hi}};
  const std::string list =
      R"("messages":[{"id":7,"time":"2026-01-01T00:00:00.123Z","room":"games","from":"Bob",)"
      R"("text":"hi","origin":"10","cid":3}],)";
  CHECK(line_of(chat::HistoryShown{kGames, earlier}) ==
        R"({"type":"history","room":"games",)" + list + R"("more":false})");
  earlier.more = true;
  CHECK(line_of(chat::SearchResults{earlier}, {"a", 0}) ==
        R"({"type":"results",)" + list + R"("more":true,"tag":"a"})");
  CHECK(line_of(chat::HistoryShown{{}, {}}) ==
        R"({"type":"history","room":"lobby","messages":[],"more":false})");
  CHECK(rendered(chat::RecentHistory{earlier}).empty());
}

TEST_CASE("an answer that is too long says that there is more") {
  chat::Message message;
  const std::string text(4'000, '"');
  message.text = text;
  const chat::EarlierMessages earlier{.messages = {20, message}};
  for (const chat::Event& event :
       {chat::Event(chat::HistoryShown{{}, earlier}), chat::Event(chat::SearchResults{earlier})}) {
    const auto line = line_of(event);
    CHECK(line.size() < kMaxLine);
    CHECK(line.ends_with(R"("more":true})"));
  }
}

TEST_CASE("a leave tells why") {
  using Reason = chat::LeaveReason;
  struct ReasonRow {
    Reason reason;
    std::string_view word;
  };
  for (const auto& [reason, word] : {
           ReasonRow{Reason::left, "left"},
           ReasonRow{Reason::lost, "lost"},
           ReasonRow{Reason::slow, "slow"},
           ReasonRow{Reason::idle, "idle"},
           ReasonRow{Reason::kicked, "kicked"},
       }) {
    CHECK(line_of(chat::Left{kGames, {"Ann"}, reason}) ==
          R"({"type":"left","room":"games","names":["Ann"],"reason":")" + std::string(word) +
              "\"}");
  }
}

TEST_CASE("a close tells whether to come again") {
  CHECK(line_of(chat::Closing{chat::CloseReason::idle, 60s}) ==
        R"({"type":"closing","reason":"idle","text":"Closing: idle for 60 s"})");
  CHECK(line_of(chat::Closing{chat::CloseReason::no_name, 60s}) ==
        R"({"type":"closing","reason":"idle","text":"Closing: no name for 60 s"})");
  CHECK(line_of(chat::Closing{chat::CloseReason::reset}).find(R"("reason":"replaced")") !=
        std::string::npos);
  CHECK(line_of(chat::Closing{chat::CloseReason::replaced}).find(R"("reason":"replaced")") !=
        std::string::npos);
  CHECK(line_of(chat::Closing{chat::CloseReason::shutdown}) ==
        R"({"type":"closing","reason":"shutdown","text":"The server is shutting down"})");
}

TEST_CASE("an answer repeats the tag, and an error the number, too") {
  CHECK(line_of(chat::Pong{}, {"a\"1", 7}) == R"({"type":"pong","tag":"a\"1"})");
  CHECK(line_of(chat::Refused{chat::Problem::name_taken, "Bob"}, {"a", 7}) ==
        R"({"type":"error","code":"name_taken","text":"'Bob' is taken; choose another name",)"
        R"("cid":7,"tag":"a"})");
  CHECK(line_of(chat::Refused{chat::Problem::name_taken, "Bob"}) ==
        R"({"type":"error","code":"name_taken","text":"'Bob' is taken; choose another name"})");
}

TEST_CASE("an error of a line has its code") {
  CHECK(error_line({DecodeError::Kind::bad_request, "Why", "bad_field"}, {"a", 7}) ==
        "{\"type\":\"error\",\"code\":\"bad_field\",\"text\":\"Why\",\"cid\":7,\"tag\":\"a\"}\n");
  CHECK(error_line({DecodeError::Kind::line_too_long}) ==
        "{\"type\":\"error\",\"code\":\"line_too_long\","
        "\"text\":\"That line was longer than 1624 bytes and was not read\"}\n");
  CHECK(error_line({DecodeError::Kind::foreign_protocol, "HTTP"})
            .starts_with(R"({"type":"error","code":"foreign_protocol","text":"This is a chat)"));
  CHECK(error_line({DecodeError::Kind::tls_required})
            .starts_with(R"({"type":"error","code":"tls_required","text":"This server takes)"));
}

TEST_CASE("names and texts are safe on a terminal") {
  using namespace std::string_view_literals;
  CHECK(line_of(chat::Renamed{"a\x1B[2J\n\0\x7F\x85"sv, "\"\\\t/é\u202E\u2028"}) ==
        "{\"type\":\"renamed\",\"from\":\"a\u241B[2J\u240A\u2400\u2421\uFFFD\","
        "\"to\":\"\\\"\\\\\\t/é\uFFFD\uFFFD\"}");
  CHECK(line_of(chat::Joined{{chat::RoomId{7}, "a\nb"}, {"\xFF"}}) ==
        "{\"type\":\"joined\",\"room\":\"a\u240Ab\",\"names\":[\"\uFFFD\"]}");
}

TEST_CASE("many names take several lines") {
  const std::string name(128, 'x');
  const chat::Names names(1'000, name);
  const auto text = rendered(chat::Left{kGames, names, chat::LeaveReason::lost});
  std::size_t count = 0;
  std::size_t lines = 0;
  for (std::string_view rest = text; !rest.empty(); ++lines) {
    const auto line = rest.substr(0, rest.find('\n') + 1);
    rest.remove_prefix(line.size());
    CHECK(line.size() <= kMaxLine);
    CHECK(line.starts_with(R"({"type":"left","room":"games","names":["x)"));
    CHECK(line.ends_with("x\"],\"reason\":\"lost\"}\n"));
    for (auto at = line.find("\"xx"); at != std::string_view::npos; at = line.find("\"xx", at + 1))
      ++count;
  }
  CHECK(count == names.size());
  CHECK(lines == 3);
  CHECK(rendered(chat::Joined{kGames, {}}).empty());
}

TEST_CASE("a text is sent whole, however long a line may be") {
  const std::string text(100'000, 'x');
  const auto line = line_of(chat::Message{{}, {}, {}, {}, "Bob", text, chat::MessageStyle::said});
  CHECK(line.find("\"" + text + "\"") != std::string::npos);
}

TEST_CASE("the name of a session is its id in base 36") {
  CHECK(session_origin(chat::MemberId{0}) == "0");
  CHECK(session_origin(chat::MemberId{35}) == "z");
  CHECK(session_origin(chat::MemberId{36}) == "10");
  CHECK(session_origin(chat::MemberId{UINT64_MAX}) == "3w5e11264sgsf");
}

TEST_CASE("its clients keep the members, and can resume") {
  CHECK(dialect().name() == "json");
  CHECK(dialect().is_same_in_every_view());
  CHECK(dialect().keeps_members());
  CHECK(dialect().can_resume());
}

}  // namespace
}  // namespace tertulia::wire::json::json_render_test
