#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

namespace tertulia::chat::hub_room_operators_test {
namespace {

using support::Lines;
using support::RoomsFixture;

/// Ann has made #games, and Bob is there.
struct GamesFixture : RoomsFixture {
  GamesFixture() {
    enter(kAnn, "games");
    enter(kBob, "games");
    games = hub.current_room(kAnn);
    settle(games);
    delivery.forget();
  }
  Lines asked(MemberId who, const Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }

  RoomId games;
};

TEST_CASE_FIXTURE(GamesFixture, "who made a room sets its topic, and all see it") {
  hub.execute(kAnn, Topic{"Chess"});
  for (const auto who : {kAnn, kBob})
    CHECK(delivery.take(who) == Lines{"#games topic Chess by Ann"});
  CHECK(asked(kBob, Topic{}) == Lines{"#games topic Chess"});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{"entered games Ann,Bob,Cid Chess"});
  CHECK(asked(kAnn, Topic{"-"}) == Lines{"#games topic  by Ann"});
  CHECK(asked(kBob, Topic{}) == Lines{"#games topic "});
}

TEST_CASE_FIXTURE(GamesFixture, "a topic has at most 300 characters") {
  std::string longest;
  for (int i = 0; i < 300; ++i) longest += "\xC3\xB1";
  CHECK(asked(kAnn, Topic{longest}) == Lines{"#games topic " + longest + " by Ann"});
  longest += "\xC3\xB1";
  CHECK(asked(kAnn, Topic{longest}) == Lines{refused(Problem::topic_too_long)});
}

TEST_CASE_FIXTURE(GamesFixture, "others cannot do what is for those who run the room") {
  const auto no = Lines{refused(Problem::not_operator, "games")};
  CHECK(asked(kBob, Topic{"Go"}) == no);
  CHECK(asked(kBob, SetPrivate{true}) == no);
  CHECK(asked(kBob, Invite{"Cid", true}) == no);
  CHECK(asked(kBob, Kick{"Ann", {}}) == no);
  CHECK(asked(kBob, SetOperator{"Bob", true}) == no);
  CHECK(asked(kBob, AskHelp{}) == Lines{"help"});
  CHECK(asked(kAnn, AskHelp{}) == Lines{"help for operators"});
}

TEST_CASE_FIXTURE(GamesFixture, "nobody runs the lobby") {
  enter(kAnn, "lobby");
  const auto no = Lines{refused(Problem::not_operator, "lobby")};
  CHECK(asked(kAnn, Topic{"Go"}) == no);
  CHECK(asked(kAnn, SetPrivate{true}) == no);
  CHECK(asked(kAnn, Kick{"Bob", {}}) == no);
}

TEST_CASE_FIXTURE(GamesFixture, "a private room is for those who are invited") {
  hub.execute(kAnn, SetPrivate{true});
  CHECK(delivery.take(kBob) == Lines{"#games private by Ann"});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{refused(Problem::room_private, "games")});
  CHECK(asked(kCid, AskWho{"games"}) == Lines{refused(Problem::room_private, "games")});
  CHECK(asked(kCid, AskRooms{}) == Lines{"rooms  lobby 3 (current) of 1"});
  CHECK(asked(kBob, AskRooms{}) == Lines{"rooms  lobby 3 (inside)  games 2 (current) of 2"});
  CHECK(asked(kAnn, Invite{"cid", true}) == Lines{"invitation of Cid to games by Ann"});
  CHECK(delivery.take(kCid) == Lines{"invited Cid to games by Ann"});
  CHECK(asked(kCid, AskWho{"games"}) == Lines{"#games here Ann,Bob operator Ann"});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{"entered games Ann,Bob,Cid "});
}

TEST_CASE_FIXTURE(GamesFixture, "an invitation can be taken back, and a public room needs none") {
  hub.execute(kAnn, SetPrivate{true});
  hub.execute(kAnn, Invite{"Cid", true});
  CHECK(asked(kAnn, Invite{"Cid", false}) == Lines{"no invitation of Cid to games"});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{refused(Problem::room_private, "games")});
  CHECK(asked(kAnn, SetPrivate{false}) == Lines{"#games public by Ann"});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{"entered games Ann,Bob,Cid "});
}

TEST_CASE_FIXTURE(GamesFixture,
                  "who leaves a private room without an invitation cannot come back") {
  hub.execute(kAnn, SetPrivate{true});
  hub.execute(kBob, LeaveRoom{});
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{refused(Problem::room_private, "games")});
  hub.execute(kAnn, LeaveRoom{});
  CHECK(hub.room_count() == 1);
}

TEST_CASE_FIXTURE(GamesFixture, "who is kicked is out at once, and stays out for 10 minutes") {
  CHECK(asked(kAnn, Kick{"bob", "too loud"}) == Lines{"#games kicked Bob by Ann too loud"});
  CHECK(delivery.take(kBob) ==
        Lines{"#games kicked Bob by Ann too loud", "entered lobby Ann,Bob,Cid "});
  CHECK(delivery.take(kCid).empty());
  CHECK(delivery.members(games) == std::vector{kAnn});
  log.time += Room::kKickTime - std::chrono::milliseconds(1);
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{refused(Problem::kicked_out, "games")});
  log.time += std::chrono::milliseconds(1);
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{"entered games Ann,Bob "});
}

TEST_CASE_FIXTURE(GamesFixture,
                  "the next line of who was kicked goes nowhere, and then to the lobby") {
  enter(kBob, "other");
  enter(kBob, "games");
  hub.execute(kAnn, Kick{"Bob", {}});
  CHECK(hub.current_room(kBob) == kLobby);
  delivery.forget();
  say(kBob, "and you, Ann?");
  CHECK(delivery.take(kBob) == Lines{refused(Problem::room_lost, "games")});
  say(kBob, "hello");
  CHECK(delivery.take(kBob) == Lines{"said Bob hello"});
  CHECK(delivery.take(kCid) == Lines{"said Bob hello"});
}

TEST_CASE_FIXTURE(GamesFixture,
                  "a kick from another room than the current one changes nothing there") {
  enter(kBob, "lobby");
  delivery.moves.clear();
  hub.execute(kAnn, Kick{"Bob", {}});
  CHECK(delivery.moves.empty());
  delivery.forget();
  say(kBob, "hello");
  CHECK(delivery.take(kBob) == Lines{"said Bob hello"});
}

TEST_CASE_FIXTURE(GamesFixture, "a kick revokes the invitation") {
  hub.execute(kAnn, SetPrivate{true});
  hub.execute(kAnn, Invite{"Bob", true});
  hub.execute(kAnn, Kick{"Bob", {}});
  log.time += Room::kKickTime;
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{refused(Problem::room_private, "games")});
}

TEST_CASE_FIXTURE(GamesFixture, "only a guest of the room can be kicked from it") {
  CHECK(asked(kAnn, Kick{"Cid", {}}) == Lines{refused(Problem::not_here, "Cid")});
  CHECK(asked(kAnn, Kick{"Eve", {}}) == Lines{refused(Problem::no_such_member, "Eve")});
  CHECK(asked(kAnn, Kick{"Ann", {}}) == Lines{refused(Problem::runs_room, "Ann")});
}

TEST_CASE_FIXTURE(GamesFixture, "operators run the room, too, until they are deposed") {
  hub.execute(kAnn, SetOperator{"Bob", true});
  for (const auto who : {kAnn, kBob})
    CHECK(delivery.take(who) == Lines{"#games operator Bob by Ann"});
  CHECK(asked(kBob, Topic{"Go"}) == Lines{"#games topic Go by Bob"});
  CHECK(asked(kBob, SetOperator{"Ann", false}) == Lines{refused(Problem::made_room, "Ann")});
  CHECK(asked(kAnn, Kick{"Bob", {}}) == Lines{refused(Problem::runs_room, "Bob")});
  hub.execute(kAnn, SetOperator{"Bob", false});
  CHECK(asked(kBob, Topic{"Chess"}) == Lines{refused(Problem::not_operator, "games")});
  CHECK(asked(kAnn, Kick{"Bob", {}}) == Lines{"#games kicked Bob by Ann "});
}

// Ann let Bob run the room twice, and everyone was told twice.
TEST_CASE_FIXTURE(GamesFixture, "what changes nobody's rights is answered to who asked, only") {
  CHECK(asked(kAnn, SetOperator{"Bob", false}) == Lines{refused(Problem::no_operator, "Bob")});
  hub.execute(kAnn, SetOperator{"Bob", true});
  delivery.forget();
  CHECK(asked(kAnn, SetOperator{"Bob", true}) == Lines{refused(Problem::already_operator, "Bob")});
  CHECK(asked(kBob, SetOperator{"Bob", true}) == Lines{refused(Problem::already_operator, "Bob")});
  CHECK(asked(kBob, SetOperator{"Ann", true}) == Lines{refused(Problem::made_room, "Ann")});
  CHECK(delivery.take(kAnn).empty());
  CHECK(asked(kCid, AskWho{"games"}) == Lines{"#games here Ann,Bob operator Ann operator Bob"});
}

TEST_CASE_FIXTURE(GamesFixture, "the list of members has only those operators who are here") {
  hub.execute(kAnn, SetOperator{"Cid", true});
  CHECK(asked(kBob, AskWho{}) == Lines{"#games here Ann,Bob operator Ann"});
  enter(kCid, "games");
  hub.execute(kAnn, LeaveRoom{});
  CHECK(asked(kBob, AskWho{}) == Lines{"#games here Bob,Cid operator Cid"});
}

TEST_CASE_FIXTURE(GamesFixture, "who made the room runs it again when they come back") {
  hub.execute(kAnn, LeaveRoom{});
  CHECK(asked(kAnn, EnterRoom{"games"}) == Lines{"entered games Ann,Bob "});
  CHECK(asked(kAnn, Topic{"Chess"}) == Lines{"#games topic Chess by Ann"});
}

TEST_CASE_FIXTURE(GamesFixture, "an invitation waits until its recipient reads") {
  delivery.busy.insert(kCid);
  CHECK(asked(kAnn, Invite{"Cid", true}) == Lines{refused(Problem::recipient_busy, "Cid")});
  CHECK(delivery.take(kCid).empty());
}

/// Ann has made #games, and Bob is there. The log gives nothing back by itself.
struct LateGamesFixture : RoomsFixture {
  LateGamesFixture() : RoomsFixture(support::ScriptedLog::Mode::later) {
    for (const auto who : {kAnn, kBob}) enter(who, "games");
    log.give_back_all();
  }
};

TEST_CASE_FIXTURE(LateGamesFixture,
                  "what a member may do is checked again when the log gives it back") {
  hub.execute(kAnn, SetOperator{"Bob", true});
  log.give_back_all();
  hub.execute(kAnn, SetOperator{"Bob", false});
  hub.execute(kBob, Topic{"Go"});
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kBob) ==
        Lines{"#games no operator Bob by Ann", refused(Problem::not_operator, "games")});
  CHECK(delivery.take(kAnn) == Lines{"#games no operator Bob by Ann"});
}

TEST_CASE_FIXTURE(LateGamesFixture, "two who let the same member run the room are told once") {
  hub.execute(kAnn, SetOperator{"Bob", true});
  log.give_back_all();
  hub.execute(kAnn, SetOperator{"Cid", true});
  hub.execute(kBob, SetOperator{"Cid", true});
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kAnn) == Lines{"#games operator Cid by Ann"});
  CHECK(delivery.take(kBob) ==
        Lines{"#games operator Cid by Ann", refused(Problem::already_operator, "Cid")});
}

// Three lines of someone who was kicked meanwhile were lost, and one error was shown.
TEST_CASE_FIXTURE(LateGamesFixture,
                  "the message of who is kicked meanwhile is refused, and acknowledged") {
  hub.execute(kAnn, Kick{"Bob", {}});
  hub.execute(kBob, Say{"hi", {}, 9});
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kBob) == Lines{"#games kicked Bob by Ann ", "entered lobby Ann,Bob,Cid ",
                                     refused(Problem::room_left, "games"), "acknowledged 9"});
  CHECK(delivery.take(kAnn) == Lines{"#games kicked Bob by Ann "});
  say(kBob, "hello");
  log.give_back_all();
  CHECK(delivery.take(kAnn) == Lines{"said Bob hello"});
}

// They waited for an answer that never came.
TEST_CASE_FIXTURE(LateGamesFixture, "who loses a race about a room gets an error") {
  hub.execute(kBob, LeaveRoom{});
  hub.execute(kAnn, Kick{"Bob", {}});
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kAnn).back() == refused(Problem::not_here, "Bob"));
}

// Whoever was kicked and joined another room lost the first line there.
TEST_CASE_FIXTURE(GamesFixture, "a line to a room that was joined after the kick is sent") {
  hub.execute(kAnn, Kick{"Bob", {}});
  enter(kBob, "chess");
  delivery.forget();
  say(kBob, "hello");
  CHECK(delivery.take(kBob) == Lines{"#chess said Bob hello"});
}

// An operator could not undo a slip for ten minutes.
TEST_CASE_FIXTURE(GamesFixture, "an invitation ends the time of a kick") {
  hub.execute(kAnn, Kick{"Bob", {}});
  hub.execute(kAnn, Invite{"Bob", true});
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{"entered games Ann,Bob "});
}

// `Op has left`, `Op has let Bob run the room`, and then `Op has joined` were the notices.
TEST_CASE_FIXTURE(GamesFixture, "who runs the room is announced before what they do") {
  hub.execute(kAnn, LeaveRoom{});
  enter(kAnn, "games");
  hub.execute(kAnn, SetOperator{"Bob", true});
  const auto seen = delivery.take(kBob);
  CHECK(seen.at(seen.size() - 2) == "#games joined Ann");
  CHECK(seen.back() == "#games operator Bob by Ann");
}

// A notice of a room reached someone who had been kicked from it.
TEST_CASE_FIXTURE(GamesFixture, "who was kicked gets no notice of the room any more") {
  delivery.keepers.insert(kBob);
  enter(kCid, "games");
  hub.execute(kCid, LeaveRoom{});
  enter(kCid, "games");
  hub.execute(kBob, AskWho{});
  hub.execute(kAnn, Kick{"Bob", {}});
  delivery.forget();
  hub.execute(kCid, LeaveRoom{});
  settle(games);
  for (const auto& line : delivery.take(kBob)) CHECK_FALSE(line.starts_with("#games"));
}

}  // namespace
}  // namespace tertulia::chat::hub_room_operators_test
