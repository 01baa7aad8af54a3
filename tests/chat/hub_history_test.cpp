#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

/// What members ask about earlier messages.
namespace tertulia::chat::hub_history_test {
namespace {

using support::Lines;
using support::RoomsFixture;

struct HistoryFixture : RoomsFixture {
  /// What the client gets for this command.
  Lines asked(MemberId who, const Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }
};

TEST_CASE_FIXTURE(HistoryFixture, "a member sees the latest messages of the current room") {
  enter(kAnn, "games");
  for (const auto* text : {"one", "two", "three"}) say(kAnn, text);
  say(kBob, "elsewhere");
  CHECK(asked(kAnn, AskHistory{}) == Lines{"#games history, #games one, #games two, #games three"});
  CHECK(asked(kAnn, AskHistory{.limit = 2}) == Lines{"#games history, #games two, #games three +"});
  CHECK(asked(kAnn, AskHistory{.room = "#Lobby"}) == Lines{"history, elsewhere"});
  const auto third = delivery.messages.at(2).id;
  CHECK(asked(kAnn, AskHistory{.before = third}) ==
        Lines{"#games history, #games one, #games two"});
  CHECK(asked(kCid, AskHistory{}) == Lines{"history, elsewhere"});
}

TEST_CASE_FIXTURE(HistoryFixture, "the history is only for members of the room") {
  enter(kAnn, "games");
  say(kAnn, "one");
  CHECK(asked(kBob, AskHistory{.room = "games"}) == Lines{refused(Problem::not_in_room, "games")});
  CHECK(asked(kBob, AskHistory{.room = "nowhere"}) ==
        Lines{refused(Problem::no_such_room, "nowhere")});
  CHECK(asked(kBob, Search{"one", "games"}) == Lines{refused(Problem::not_in_room, "games")});
  CHECK(asked(kBob, Search{"one", "a b"}) == Lines{refused(Problem::name_character, "a b")});
  CHECK(asked(kBob, Search{"one"}) == Lines{"results"});
  CHECK(asked(MemberId{99}, AskHistory{}).empty());
}

TEST_CASE_FIXTURE(HistoryFixture, "a search looks in all rooms of the member, or in one") {
  enter(kAnn, "games");
  enter(kBob, "games");
  say(kAnn, "lunch at noon");
  say(kAnn, "lunch now", "lobby");
  say(kBob, "no lunch");
  const auto all = Lines{"results, #games no lunch, lunch now, #games lunch at noon"};
  CHECK(asked(kAnn, Search{"lunch"}) == all);
  CHECK(asked(kCid, Search{"lunch"}) == Lines{"results, lunch now"});
  CHECK(asked(kAnn, Search{"lunch", "#games"}) ==
        Lines{"results, #games no lunch, #games lunch at noon"});
  CHECK(asked(kAnn, Search{"lunch", {}, "ANN"}) ==
        Lines{"results, lunch now, #games lunch at noon"});
  CHECK(asked(kAnn, Search{{}, {}, "bob"}) == Lines{"results, #games no lunch"});
  CHECK(asked(kAnn, Search{.words = "lunch", .before = delivery.messages.at(2).id, .limit = 1}) ==
        Lines{"results, lunch now +"});
  CHECK(asked(kAnn, Search{"lunch", {}, "a b"}) == Lines{refused(Problem::name_character, "a b")});
}

TEST_CASE_FIXTURE(HistoryFixture, "a message has the name that its author had") {
  say(kBob, "hello");
  hub.execute(kBob, Rename{"Rob"});
  CHECK(asked(kAnn, Search{{}, {}, "Rob"}) == Lines{"results"});
  CHECK(asked(kAnn, Search{{}, {}, "Bob"}) == Lines{"results, hello"});
}

TEST_CASE_FIXTURE(HistoryFixture, "the question of a member is a query of what it may see") {
  history.at_once = false;
  CHECK(hub.execute(kAnn, Search{"lunch c++", {}, "BOB", EntryId{7}, 9}) == CommandResult::pending);
  const auto& [client, query] = history.questions.front();
  CHECK(client == kAnn);
  REQUIRE(query.rooms.size() == 1);
  CHECK(query.rooms.front().room == kLobby);
  CHECK(query.rooms.front().private_from == RoomScope::kNone);
  CHECK(query.words == "lunch c++");
  CHECK(query.from == "bob");
  CHECK(query.before == EntryId{7});
  CHECK(query.after == EntryId{});
  CHECK(query.limit == 9);
}

TEST_CASE_FIXTURE(HistoryFixture, "a server that keeps nothing says so") {
  history.keeps = false;
  CHECK(asked(kAnn, AskHistory{}) == Lines{refused(Problem::no_history)});
  CHECK(asked(kAnn, Search{"x"}) == Lines{refused(Problem::no_history)});
  CHECK(history.questions.empty());
  support::ScriptedLog other_log;
  Hub other(delivery, other_log, accounts);
  other.execute(kAnn, Rename{"Ann"});
  delivery.forget();
  other.execute(kAnn, AskHistory{});
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::no_history)});
}

TEST_CASE_FIXTURE(HistoryFixture, "an answer is no larger than it may be, but for one message") {
  hub.set_answer_limit(10);
  for (const auto* text : {"one", "two", "a longer message"}) say(kAnn, text);
  CHECK(asked(kAnn, AskHistory{}) == Lines{"history, a longer message +"});
  say(kAnn, "four");
  CHECK(asked(kAnn, AskHistory{}) == Lines{"history, four +"});
  CHECK(asked(kAnn, AskHistory{.before = delivery.messages.at(2).id}) == Lines{"history, two +"});
  hub.set_answer_limit(12);
  CHECK(asked(kAnn, AskHistory{.before = delivery.messages.at(2).id}) ==
        Lines{"history, one, two"});
  CHECK(asked(kAnn, Search{{}, {}, "Ann"}) == Lines{"results, four +"});
}

/// The history answers later.
struct LateHistory : HistoryFixture {
  LateHistory() {
    enter(kAnn, "games");
    enter(kBob, "games");
    say(kAnn, "hi");
    say(kAnn, "hello", "lobby");
    history.at_once = false;
    delivery.forget();
    delivery.finished_commands.clear();
  }
  RoomId games = hub.current_room(kAnn);
};

TEST_CASE_FIXTURE(LateHistory, "a question is pending until the history answers it") {
  CHECK(hub.execute(kBob, AskHistory{}) == CommandResult::pending);
  CHECK(hub.execute(kAnn, Search{"h"}) == CommandResult::pending);
  CHECK(delivery.take(kBob).empty());
  CHECK(say(kCid, "yes") == CommandResult::done);
  CHECK(delivery.take(kBob) == Lines{"said Cid yes"});
  history.answer();
  CHECK(delivery.take(kBob) == Lines{"#games history, #games hi"});
  CHECK(delivery.finished_commands == std::vector{kBob});
  history.answer();
  CHECK(delivery.take(kAnn) == Lines{"said Cid yes", "results, hello, #games hi"});
  CHECK(delivery.finished_commands == std::vector{kBob, kAnn});
}

TEST_CASE_FIXTURE(LateHistory, "a history that answers at once is not pending") {
  history.at_once = true;
  CHECK(hub.execute(kBob, AskHistory{}) == CommandResult::done);
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE_FIXTURE(LateHistory, "who has left the server gets no answer") {
  hub.execute(kBob, AskHistory{});
  hub.remove(kBob);
  history.answer();
  CHECK(delivery.take(kBob).empty());
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE_FIXTURE(LateHistory, "an error of the history is an answer") {
  hub.execute(kBob, AskHistory{});
  history.answer(base::Error{"it takes too long"});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::history_failed, "it takes too long")});
  CHECK(delivery.finished_commands == std::vector{kBob});
}

TEST_CASE_FIXTURE(LateHistory, "who was kicked meanwhile sees nothing of the room any more") {
  hub.execute(kBob, AskHistory{});
  hub.execute(kAnn, Kick{"Bob", {}});
  delivery.forget();
  history.answer();
  CHECK(delivery.take(kBob) == Lines{refused(Problem::not_in_room, "games")});
  CHECK(delivery.finished_commands.back() == kBob);
}

TEST_CASE_FIXTURE(LateHistory, "the results have no message of a room that was lost meanwhile") {
  hub.execute(kBob, Search{"h"});
  hub.execute(kAnn, Kick{"Bob", {}});
  hub.remove(kAnn);
  CHECK(hub.room_count() == 1);
  delivery.forget();
  history.answer();
  CHECK(delivery.take(kBob) == Lines{"results, hello"});
}

TEST_CASE_FIXTURE(LateHistory, "the answer has nothing that may not be seen any more") {
  hub.execute(kAnn, Invite{"Bob", true});
  hub.execute(kAnn, SetPrivate{true});
  say(kAnn, "secret");
  hub.execute(kBob, AskHistory{});
  hub.execute(kAnn, Invite{"Bob", false});
  delivery.forget();
  history.answer();
  CHECK(delivery.take(kBob) == Lines{"#games history, #games hi"});
}

TEST_CASE("a history that outlives its hub answers it no more") {
  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  GuestAccounts accounts;
  support::FakeHistory history(delivery.messages);
  history.at_once = false;
  {
    Hub hub(delivery, log, accounts, history);
    hub.execute(MemberId{1}, Rename{"Ann"});
    hub.execute(MemberId{1}, AskHistory{});
  }
  history.answer();
  CHECK(delivery.finished_commands.empty());
}

}  // namespace
}  // namespace tertulia::chat::hub_history_test
