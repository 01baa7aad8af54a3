#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

namespace tertulia::chat::hub_rooms_test {
namespace {

using support::Lines;
using support::RoomsFixture;
using Move = support::RecordingDelivery::Move;

TEST_CASE_FIXTURE(RoomsFixture, "who joins a room that does not exist makes it, and talks there") {
  CHECK(enter(kAnn, "Games") == CommandResult::done);
  const auto games = hub.current_room(kAnn);
  CHECK(games != kLobby);
  CHECK(hub.room_count() == 2);
  CHECK(delivery.members(games) == std::vector{kAnn});
  CHECK(delivery.moves == std::vector{Move{kAnn, kLobby, games}});
  say(kAnn, "hi");
  CHECK(delivery.take(kAnn) == Lines{"entered Games Ann ", "#Games said Ann hi"});
  CHECK(delivery.take(kBob).empty());
}

TEST_CASE_FIXTURE(RoomsFixture, "rooms have the same name if people would take them for the same") {
  enter(kAnn, "Games");
  for (const auto* typed : {"games", "#GAMES", " #games "}) {
    CAPTURE(typed);
    enter(kBob, typed);
    CHECK(hub.current_room(kBob) == hub.current_room(kAnn));
    hub.execute(kBob, LeaveRoom{});
  }
  CHECK(hub.room_count() == 2);
}

TEST_CASE_FIXTURE(RoomsFixture, "an invalid name of a room is refused") {
  CHECK(enter(kAnn, "a b") == CommandResult::done);
  enter(kAnn, "#");
  enter(kAnn, "##games");
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::name_character, "a b"),
                                     refused(Problem::room_empty, "#"),
                                     refused(Problem::name_character, "##games")});
  CHECK(hub.room_count() == 1);
}

TEST_CASE_FIXTURE(RoomsFixture, "others in the room, and nobody else, see who joins and leaves") {
  enter(kAnn, "games");
  enter(kBob, "games");
  settle(hub.current_room(kAnn));
  CHECK(delivery.take(kAnn) == Lines{"entered games Ann ", "#games joined Bob"});
  CHECK(delivery.take(kBob) == Lines{"entered games Ann,Bob "});
  hub.execute(kBob, LeaveRoom{});
  settle(hub.current_room(kAnn));
  CHECK(delivery.take(kAnn) == Lines{"#games left Bob"});
  CHECK(delivery.take(kBob) == Lines{"out of games now lobby"});
  CHECK(delivery.take(kCid).empty());
}

TEST_CASE_FIXTURE(RoomsFixture, "messages go to the current room, or to the one that is named") {
  gather("games");
  say(kAnn, "one");
  say(kAnn, "two", "lobby");
  hub.execute(kAnn, support::act("waves", "#GAMES"));
  for (const auto who : {kAnn, kBob, kCid}) {
    CHECK(delivery.take(who) ==
          Lines{"#games said Ann one", "said Ann two", "#games acted Ann waves"});
  }
  CHECK(hub.current_room(kAnn) != kLobby);
}

TEST_CASE_FIXTURE(RoomsFixture, "a message to a room where its author is not is refused") {
  enter(kAnn, "games");
  delivery.forget();
  say(kBob, "hi", "games");
  say(kBob, "hi", "nowhere");
  hub.execute(kBob, Say{"hi", "games", 7});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::not_in_room, "games"),
                                     refused(Problem::no_such_room, "nowhere"),
                                     refused(Problem::not_in_room, "games"), "acknowledged 7"});
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(RoomsFixture, "a numbered message is acknowledged after it was delivered") {
  hub.execute(kAnn, Say{"hi", {}, 4});
  CHECK(delivery.take(kAnn) == Lines{"said Ann hi", "acknowledged 4"});
  CHECK(delivery.take(kBob) == Lines{"said Ann hi"});
}

TEST_CASE_FIXTURE(RoomsFixture, "leaving returns to the room that was current before") {
  for (const auto* room : {"a", "b", "c"}) enter(kAnn, room);
  delivery.forget();
  enter(kAnn, "a");
  hub.execute(kAnn, LeaveRoom{"b"});
  hub.execute(kAnn, LeaveRoom{});
  hub.execute(kAnn, LeaveRoom{"#c"});
  CHECK(delivery.take(kAnn) ==
        Lines{"entered a Ann ", "out of b still a", "out of a now c", "out of c now lobby"});
  CHECK(hub.room_count() == 1);
  CHECK(delivery.rooms() == 1);
}

TEST_CASE_FIXTURE(RoomsFixture, "the lobby can be joined again, but not left") {
  enter(kAnn, "games");
  const auto games = hub.current_room(kAnn);
  delivery.moves.clear();
  enter(kAnn, "#lobby");
  CHECK(hub.current_room(kAnn) == kLobby);
  CHECK(delivery.moves == std::vector{Move{kAnn, games, kLobby}});
  delivery.forget();
  hub.execute(kAnn, LeaveRoom{});
  hub.execute(kAnn, LeaveRoom{"lobby"});
  hub.execute(kAnn, LeaveRoom{"nowhere"});
  hub.execute(kBob, LeaveRoom{"games"});
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::lobby_stays, "lobby"),
                                     refused(Problem::lobby_stays, "lobby"),
                                     refused(Problem::no_such_room, "nowhere")});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::not_in_room, "games")});
}

TEST_CASE_FIXTURE(RoomsFixture, "to join the current room again shows it again") {
  enter(kAnn, "games");
  delivery.moves.clear();
  delivery.forget();
  enter(kAnn, "games");
  CHECK(delivery.take(kAnn) == Lines{"entered games Ann "});
  CHECK(delivery.moves.empty());
}

TEST_CASE_FIXTURE(RoomsFixture, "a room is gone with its last member, and a new one is another") {
  enter(kAnn, "games");
  enter(kBob, "games");
  const auto former = hub.current_room(kAnn);
  hub.execute(kAnn, Topic{"Chess"});
  hub.remove(kAnn);
  CHECK(hub.room_count() == 2);
  hub.remove(kBob);
  CHECK(hub.room_count() == 1);
  delivery.forget();
  enter(kCid, "games");
  CHECK(hub.current_room(kCid) != former);
  CHECK(delivery.take(kCid).back() == "entered games Cid ");
}

TEST_CASE_FIXTURE(RoomsFixture, "who leaves the server leaves all rooms, each with its notice") {
  gather("games");
  const auto games = hub.current_room(kAnn);
  hub.remove(kAnn, LeaveReason::lost);
  settle(kLobby);
  settle(games);
  CHECK(delivery.take(kBob) == Lines{"left Ann lost", "#games left Ann lost"});
  CHECK(delivery.members(games) == std::vector{kBob, kCid});
}

TEST_CASE_FIXTURE(RoomsFixture, "a rename is told once, and rooms know the new name") {
  gather("games");
  hub.execute(kBob, Rename{"Rob"});
  for (const auto who : {kAnn, kBob, kCid}) CHECK(delivery.take(who) == Lines{"renamed Bob Rob"});
  hub.execute(kAnn, AskWho{});
  CHECK(delivery.take(kAnn) == Lines{"#games here Ann,Rob,Cid operator Ann"});
}

TEST_CASE_FIXTURE(RoomsFixture, "a notice of a former owner of a name comes before the new owner") {
  gather("games");
  const auto games = hub.current_room(kAnn);
  hub.execute(kCid, LeaveRoom{});
  enter(kCid, "games");
  settle(games);
  delivery.forget();
  hub.remove(kBob);
  hub.execute(kCid, Rename{"Bob"});
  CHECK(delivery.take(kAnn) == Lines{"left Bob", "#games left Bob", "renamed Cid Bob"});
}

TEST_CASE_FIXTURE(RoomsFixture, "who is in which room can be asked") {
  enter(kAnn, "games");
  delivery.forget();
  hub.execute(kBob, AskWho{});
  hub.execute(kBob, AskWho{"#games"});
  hub.execute(kBob, AskWho{"nowhere"});
  CHECK(delivery.take(kBob) == Lines{"here Ann,Bob,Cid", "#games here Ann operator Ann",
                                     refused(Problem::no_such_room, "nowhere")});
}

TEST_CASE_FIXTURE(RoomsFixture, "the list of rooms begins with the largest, and has at most 100") {
  enter(kAnn, "a");
  enter(kAnn, "b");
  enter(kBob, "b");
  hub.execute(kBob, Topic{});
  delivery.forget();
  hub.execute(kCid, AskRooms{});
  CHECK(delivery.take(kCid) == Lines{"rooms  lobby 3 (current)  b 2   a 1  of 3"});
  for (int i = 0; i < 98; ++i) enter(kAnn, "room" + std::to_string(i));
  delivery.forget();
  hub.execute(kCid, AskRooms{});
  CHECK(delivery.take(kCid).front().ends_with(" of 101"));
}

TEST_CASE_FIXTURE(RoomsFixture, "the number of rooms, and of one member's rooms, has a limit") {
  hub.set_room_limits({3, 2});
  enter(kAnn, "a");
  enter(kAnn, "b");
  delivery.forget();
  enter(kAnn, "a");
  enter(kBob, "c");
  CHECK(delivery.take(kAnn) == Lines{"entered a Ann "});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::too_many_rooms, "c")});
  hub.set_room_limits({4, 2});
  enter(kBob, "c");
  enter(kAnn, "c");
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::too_many_joined, "c")});
  hub.execute(kAnn, LeaveRoom{"b"});
  delivery.forget();
  enter(kAnn, "c");
  CHECK(delivery.take(kAnn) == Lines{"entered c Ann,Bob "});
}

TEST_CASE_FIXTURE(RoomsFixture, "who has got a list is told of everyone in it who leaves") {
  delivery.keepers.insert(kBob);
  enter(kAnn, "games");
  settle(hub.current_room(kAnn));
  const auto games = hub.current_room(kAnn);
  hub.send_pending_notices(games);
  enter(MemberId{1}, "games");
  enter(kCid, "games");  // this join is told at once, and begins the interval
  delivery.forget();
  hub.execute(kCid, LeaveRoom{});
  enter(kCid, "games");  // its join is pending
  enter(kBob, "games");
  CHECK(delivery.take(kBob) == Lines{"entered games Ann,Bob,Cid "});
  hub.execute(kCid, LeaveRoom{});
  settle(games);
  const auto told = delivery.take(kBob);
  CHECK(std::ranges::count(told, "#games left Cid") == 1);
}

TEST_CASE("a request about a room is pending until the log gives it back") {
  RoomsFixture rooms(support::ScriptedLog::Mode::later);
  auto& [delivery, log, accounts, history, hub] = rooms;
  CHECK(rooms.enter(rooms.kAnn, "games") == CommandResult::pending);
  CHECK(delivery.take(rooms.kAnn).empty());
  log.give_back(1);
  CHECK(delivery.take(rooms.kAnn) == Lines{"entered games Ann "});
  CHECK(delivery.finished_commands.back() == rooms.kAnn);
  CHECK(rooms.say(rooms.kAnn, "hi") == CommandResult::done);
  CHECK(hub.execute(rooms.kAnn, LeaveRoom{}) == CommandResult::pending);
  log.give_back_all();
  CHECK(delivery.take(rooms.kAnn) == Lines{"#games said Ann hi", "out of games now lobby"});
}

TEST_CASE("two who make a room at once are in the same one, and the first one runs it") {
  RoomsFixture rooms(support::ScriptedLog::Mode::later);
  auto& hub = rooms.hub;
  rooms.enter(rooms.kBob, "games");
  rooms.enter(rooms.kAnn, "#Games");
  rooms.log.give_back_all();
  CHECK(hub.current_room(rooms.kAnn) == hub.current_room(rooms.kBob));
  rooms.delivery.forget();
  hub.execute(rooms.kAnn, Topic{"Chess"});
  CHECK(rooms.delivery.take(rooms.kAnn) ==
        Lines{RoomsFixture::refused(Problem::not_operator, "games")});
}

TEST_CASE("who leaves while a room is being made for them leaves no room behind") {
  RoomsFixture rooms(support::ScriptedLog::Mode::later);
  rooms.enter(rooms.kAnn, "games");
  rooms.hub.remove(rooms.kAnn);
  rooms.log.give_back_all();
  CHECK(rooms.hub.room_count() == 1);
  CHECK(rooms.delivery.rooms() == 1);
  CHECK(rooms.delivery.finished_commands.back() == rooms.kCid);
}

}  // namespace
}  // namespace tertulia::chat::hub_rooms_test
