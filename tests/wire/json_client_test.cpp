// What a client reads of a server's lines: each is written by the server's own renderer.
#include "tertulia/wire/json_client.h"

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/event.h"
#include "tertulia/wire/json.h"

#include "support/lines.h"

namespace tertulia::wire::json::json_client_test {
namespace {

using namespace std::chrono_literals;
using support::Lines;

const chat::RoomRef kGames{chat::RoomId{7}, "games"};
constexpr base::WallTime kTime = base::ManualClock::kWallStart + 123ms;

/// Two members of `#games`.
struct AnnAndBob final : chat::NameSource {
  std::string_view name_of(chat::MemberId member) const override {
    return member == ids[0] ? "Ann" : "Bob";
  }
  chat::RoomView games() const { return {kGames, "Chess", ids, *this}; }
  chat::RoomView lobby() const { return {{}, "", std::span(ids).first(1), *this}; }

  std::vector<chat::MemberId> ids{chat::MemberId{3}, chat::MemberId{4}};
};
const AnnAndBob kNames;

ServerLine line_of(const chat::Event& event, const RequestInfo& request = {}) {
  std::string line;
  Audience audience;
  audience.request = request;
  dialect().render(event, audience, line);
  REQUIRE(line.ends_with('\n'));
  REQUIRE(line.find('\n') == line.size() - 1);
  line.pop_back();
  return parse_server_line(line);
}

template <class Kind>
Kind read(const chat::Event& event, const RequestInfo& request = {}) {
  const auto line = line_of(event, request);
  const auto* found = std::get_if<Kind>(&line.event);
  REQUIRE(found != nullptr);
  return *found;
}

TEST_CASE("a welcome is read") {
  chat::Welcomed welcomed{
      "Bob", chat::MemberId{46'655}, chat::EntryId{1041}, {kNames.lobby(), kNames.games()}, {}};
  welcomed.session.max_line = 4096;
  const auto first = read<Welcome>(welcomed);
  CHECK(first.name == "Bob");
  CHECK(first.session.empty());
  CHECK(first.origin == "zzz");
  CHECK(first.server == "tertuliad " TERTULIA_VERSION);
  CHECK(first.max_line == 4096);
  CHECK(first.id == 1041);
  CHECK(!first.resumed);
  REQUIRE(first.rooms.size() == 2);
  CHECK(first.rooms[0].room == "lobby");
  CHECK(first.rooms[1].topic == "Chess");
  CHECK(first.rooms[1].count == 2);
  CHECK(first.rooms[1].members == Lines{"Ann", "Bob"});

  CHECK(first.refused.empty());
  welcomed.session = {"token", 100, true, 12, {3, 12}};
  const auto second = read<Welcome>(welcomed);
  CHECK(second.session == "token");
  CHECK(second.resumed);
  CHECK(second.cid == 12);
  CHECK(second.refused == std::vector<std::uint64_t>{3, 12});
}

TEST_CASE("messages are read") {
  chat::Message message{kGames, chat::EntryId{1042}, kTime, chat::MemberId{36},
                        "Bob",  "hi\tyou \"\\",      {},    {}};
  const auto said = read<Message>(message);
  CHECK(said.id == 1042);
  CHECK(said.time == kTime);
  CHECK(said.room == "games");
  CHECK(said.from == "Bob");
  CHECK(said.text == "hi\tyou \"\\");
  CHECK(!said.action);
  CHECK(said.origin == "10");
  CHECK(said.cid == 0);

  message.style = chat::MessageStyle::acted;
  message.number = 7;
  const auto acted = read<Message>(message);
  CHECK(acted.action);
  CHECK(acted.cid == 7);

  const auto whispered = read<Private>(chat::PrivateMessage{
      chat::EntryId{1043}, kTime, chat::MemberId{36}, "Bob", "Ann", "psst", 8});
  CHECK(whispered.id == 1043);
  CHECK(whispered.time == kTime);
  CHECK(whispered.from == "Bob");
  CHECK(whispered.to == "Ann");
  CHECK(whispered.text == "psst");
  CHECK(whispered.origin == "10");
  CHECK(whispered.cid == 8);
}

TEST_CASE("it is read who comes and goes") {
  const auto joined = read<Joined>(chat::Joined{kGames, {"Ann", "Bob"}});
  CHECK(joined.room == "games");
  CHECK(joined.names == Lines{"Ann", "Bob"});

  using Reason = chat::LeaveReason;
  for (const auto reason :
       {Reason::left, Reason::lost, Reason::slow, Reason::idle, Reason::kicked, Reason::banned}) {
    const auto left = read<Left>(chat::Left{kGames, {"Ann", "Bob"}, reason});
    CHECK(left.room == "games");
    CHECK(left.names == Lines{"Ann", "Bob"});
    CHECK(left.reason == reason);
    CHECK(left.by.empty());
  }
  const auto kicked = read<Left>(chat::Kicked{kGames, "Eve", "Ann", "spam", Reason::banned});
  CHECK(kicked.names == Lines{"Eve"});
  CHECK(kicked.reason == Reason::banned);
  CHECK(kicked.by == "Ann");
  CHECK(kicked.text == "spam");
  CHECK(kicked.current.empty());

  const auto renamed = read<Renamed>(chat::Renamed{"Ann", "Anna"});
  CHECK(renamed.from == "Ann");
  CHECK(renamed.to == "Anna");
}

TEST_CASE("it is read in which rooms the client is") {
  const auto answer = read<Entered>(chat::Entered{kNames.games(), chat::EntryId{7}});
  const auto& entered = answer.room;
  CHECK(answer.id == 7);
  CHECK(entered.room == "games");
  CHECK(entered.topic == "Chess");
  CHECK(entered.count == 2);
  CHECK(entered.members == Lines{"Ann", "Bob"});

  const auto left = read<Left>(chat::LeftRoom{kGames, "Bob", kNames.lobby(), false});
  CHECK(left.room == "games");
  CHECK(left.names == Lines{"Bob"});
  CHECK(left.current == "lobby");
  CHECK(!left.moved);
  const auto back = read<Left>(chat::LeftRoom{{}, "Bob", kNames.games(), true});
  CHECK(back.moved);
  CHECK(back.now.room == "games");
  CHECK(back.now.topic == "Chess");
  CHECK(back.now.count == 2);

  const auto topic = read<TopicSet>(chat::TopicChanged{kGames, "Chess", "Ann"});
  CHECK(topic.room == "games");
  CHECK(topic.topic == "Chess");
  CHECK(topic.by == "Ann");
}

TEST_CASE("lists are read") {
  const auto members = read<Members>(chat::MemberList{kNames.games(), {kNames.ids[1]}});
  CHECK(members.room.room == "games");
  CHECK(members.room.count == 2);
  CHECK(members.room.members == Lines{"Ann", "Bob"});
  CHECK(members.operators == Lines{"Bob"});
  CHECK(read<Members>(chat::MemberList{kNames.games()}).operators.empty());

  const chat::Message hi{kGames, chat::EntryId{7}, kTime, chat::MemberId{36}, "Bob", "hi", {}, 3};
  const chat::EarlierMessages earlier{.messages = {hi}, .more = true};
  const auto history = read<History>(chat::HistoryShown{kGames, earlier});
  CHECK(history.room == "games");
  REQUIRE(history.messages.size() == 1);
  CHECK(history.messages[0].id == 7);
  CHECK(history.messages[0].text == "hi");
  CHECK(history.more);
  const auto results = read<Results>(chat::SearchResults{});
  CHECK(results.messages.empty());
  CHECK(!results.more);
}

TEST_CASE("all else is read") {
  CHECK(read<Stored>(chat::Acknowledged{7}).cid == 7);
  const auto gap = read<Gap>(chat::Gap{{{}, ""}, chat::EntryId{7}, chat::EntryId{9}});
  CHECK(gap.room.empty());
  CHECK(gap.after == 7);
  CHECK(gap.before == 9);
  CHECK(read<Goodbye>(chat::Goodbye{"Bob"}).name == "Bob");
  CHECK(std::holds_alternative<Pong>(line_of(chat::Pong{}).event));

  const auto notice = read<Notice>(chat::TopicShown{kGames, "Chess"});
  CHECK(notice.room == "games");
  CHECK(notice.text == "Topic: Chess");
  CHECK(read<Notice>(chat::Announced{"Tea", "Ann"}).room.empty());

  const auto error = read<Error>(chat::Refused{chat::Problem::name_taken, "Bob"}, {"", 7});
  CHECK(error.code == "name_taken");
  CHECK(error.text == "'Bob' is taken; choose another name");
  CHECK(error.cid == 7);
}

TEST_CASE("a close tells whether to come again") {
  using From = chat::CloseReason;
  using Reason = Closing::Reason;
  struct Row {
    From from;
    Reason reason;
  };
  for (const auto& [from, reason] :
       {Row{From::idle, Reason::idle}, Row{From::no_name, Reason::idle},
        Row{From::shutdown, Reason::shutdown}, Row{From::replaced, Reason::replaced},
        Row{From::reset, Reason::replaced}, Row{From::kicked, Reason::kicked},
        Row{From::banned, Reason::banned}}) {
    CHECK(read<Closing>(chat::Closing{from, 60s}).reason == reason);
  }
  CHECK(read<Closing>(chat::Closing{From::idle, 60s}).text == "Closing: idle for 60 s");
}

TEST_CASE("an answer has the tag of its request") {
  CHECK(line_of(chat::Pong{}, {"a\"1", 0}).tag == "a\"1");
  CHECK(line_of(chat::Pong{}).tag.empty());
}

}  // namespace
}  // namespace tertulia::wire::json::json_client_test
