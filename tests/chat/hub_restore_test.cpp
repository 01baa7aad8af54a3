#include <algorithm>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

/// What an archive keeps of the rooms, and how a hub goes on with it.
namespace tertulia::chat::hub_restore_test {
namespace {

using support::Lines;
using support::RecordedHub;
using support::RoomsFixture;

struct ChangesFixture : RoomsFixture {
  /// The rooms that were told to have changed.
  std::vector<RoomId> changed_by(MemberId who, const Command& command) {
    delivery.changes.clear();
    hub.execute(who, command);
    return std::exchange(delivery.changes, {});
  }
};

TEST_CASE_FIXTURE(ChangesFixture, "each change of what is kept of a room is told") {
  const auto made = changed_by(kAnn, EnterRoom{"games"});
  const auto games = hub.current_room(kAnn);
  const std::vector once{games};
  CHECK(made == once);
  CHECK(changed_by(kAnn, Topic{"Chess"}) == once);
  CHECK(hub.archived(games).topic == "Chess");
  CHECK(changed_by(kBob, EnterRoom{"games"}).empty());
  CHECK(changed_by(kAnn, SetPrivate{true}) == once);
  CHECK(hub.archived(games).is_private);
  CHECK(hub.archived(games).private_views.size() == 2);
  CHECK(changed_by(kAnn, Invite{"Cid", true}) == once);
  CHECK(hub.archived(games).invited == std::vector{kCid});
  CHECK(changed_by(kCid, EnterRoom{"games"}) == once);
  CHECK(hub.archived(games).private_views.size() == 3);
  CHECK(changed_by(kAnn, SetOperator{"Bob", true}) == once);
  CHECK(hub.archived(games).operators == std::vector{kBob});
  CHECK(changed_by(kCid, LeaveRoom{}) == once);
  CHECK(hub.archived(games).private_views.size() == 2);
  CHECK(changed_by(kAnn, Invite{"Cid", false}) == once);
  CHECK(changed_by(kAnn, SetPrivate{false}) == once);
  CHECK(changed_by(kCid, EnterRoom{"games"}).empty());
  CHECK(changed_by(kAnn, Kick{"Cid", {}}) == once);
}

TEST_CASE_FIXTURE(ChangesFixture, "what changes nothing that is kept is not told") {
  hub.execute(kAnn, EnterRoom{"games"});
  for (const Command& command :
       {Command(Say{"hi"}), Command(Topic{}), Command(AskWho{}), Command(EnterRoom{"lobby"}),
        Command(Rename{"Anna"}), Command(Kick{"Bob", {}}), Command(EnterRoom{"games"})}) {
    CHECK(changed_by(kAnn, command).empty());
  }
  CHECK(changed_by(kAnn, LeaveRoom{}).empty());
}

TEST_CASE_FIXTURE(ChangesFixture, "who leaves the server leaves no private view behind") {
  hub.execute(kAnn, EnterRoom{"games"});
  hub.execute(kBob, EnterRoom{"games"});
  hub.execute(kAnn, SetPrivate{true});
  const auto games = hub.current_room(kAnn);
  delivery.changes.clear();
  hub.remove(kBob);
  CHECK(delivery.changes == std::vector{games});
  REQUIRE(hub.archived(games).private_views.size() == 1);
  CHECK(hub.archived(games).private_views.front().client == kAnn);
}

/// The state that an archive would have of this hub's rooms and of these members.
ArchivedState state_of(RecordedHub& from, const std::vector<MemberId>& members) {
  ArchivedState state;
  std::vector<RoomId> rooms;
  for (const auto member : members) {
    ArchivedSession session{.id = member, .token = {}, .name = {}, .host = {}, .rooms = {}};
    session.name = from.hub.name_of(member);
    for (const auto room : from.hub.rooms_of(member)) {
      session.rooms.push_back({room, {}});
      if (room != kLobby && std::ranges::find(rooms, room) == rooms.end()) rooms.push_back(room);
    }
    state.sessions.push_back(session);
  }
  for (const auto room : rooms) state.rooms.push_back(from.hub.archived(room));
  state.recent = from.delivery.messages;
  state.last = EntryId{1'000};
  return state;
}

/// Ann has made #games, which is private, and runs it with Bob. Cid is invited, and has left a
/// room of his own for #games.
struct RestoreFixture : RoomsFixture {
  RestoreFixture() {
    enter(kAnn, "Games");
    enter(kBob, "games");
    hub.execute(kAnn, Topic{"Chess"});
    say(kAnn, "open");
    hub.execute(kAnn, SetPrivate{true});
    say(kAnn, "secret");
    hub.execute(kAnn, SetOperator{"Bob", true});
    hub.execute(kAnn, Invite{"Cid", true});
    enter(kBob, "lobby");
    enter(kCid, "den");
    enter(kCid, "games");
    say(kCid, "hello", "lobby");
  }
  /// A hub that goes on with what is kept of these members.
  void restore(const std::vector<MemberId>& members) {
    after.hub.set_recent_limit(10);
    after.hub.restore(state_of(*this, members));
    for (const auto member : members) after.delivery.take(member);
  }
  RecordedHub after;
};

TEST_CASE_FIXTURE(RestoreFixture, "members and rooms come back as they were") {
  restore({kAnn, kBob, kCid});
  CHECK(after.hub.size() == 3);
  CHECK(after.hub.room_count() == 3);
  for (const auto who : {kAnn, kBob, kCid}) {
    CHECK(after.hub.name_of(who) == hub.name_of(who));
    CHECK(after.hub.rooms_of(who) == hub.rooms_of(who));
    CHECK(after.hub.current_room(who) == hub.current_room(who));
    CHECK(after.hub.id_of(hub.name_of(who)) == who);
    for (const auto room : hub.rooms_of(who)) {
      CHECK(after.hub.scope_of(who, room).private_from == hub.scope_of(who, room).private_from);
    }
  }
  CHECK(after.hub.welcome(kAnn).last == EntryId{1'000});
  CHECK(after.delivery.closed_rooms.empty());
  CHECK(after.delivery.changes.empty());
  CHECK(after.delivery.notices_scheduled == 0);
  CHECK(after.delivery.members().empty());
}

TEST_CASE_FIXTURE(RestoreFixture, "what is kept of a restored room is what was kept of it") {
  restore({kAnn, kBob, kCid});
  const auto games = hub.current_room(kAnn);
  const auto before = hub.archived(games);
  const auto now = after.hub.archived(games);
  CHECK(now.name == "Games");
  CHECK(now.topic == "Chess");
  CHECK(now.founder == kAnn);
  CHECK(now.is_private);
  CHECK(now.operators == before.operators);
  CHECK(now.invited == before.invited);
  REQUIRE(now.private_views.size() == before.private_views.size());
  for (std::size_t i = 0; i < before.private_views.size(); ++i) {
    CHECK(now.private_views[i].client == before.private_views[i].client);
    CHECK(now.private_views[i].from == before.private_views[i].from);
  }
}

TEST_CASE_FIXTURE(RestoreFixture, "a room goes on after a restart") {
  restore({kAnn, kBob, kCid});
  auto& other = after;
  const auto refused_as = [&other](MemberId who, const Command& command) {
    other.hub.execute(who, command);
    const auto seen = other.delivery.take(who);
    return seen.empty() ? std::string() : seen.back();
  };
  const MemberId dan{4};
  other.hub.execute(dan, Rename{"Dan"});
  CHECK(other.delivery.take(dan) == Lines{"welcome Dan", "recent, hello"});
  CHECK(refused_as(dan, Rename{"ann"}) == refused(Problem::name_taken, "ann"));
  CHECK(refused_as(dan, EnterRoom{"games"}) == refused(Problem::room_private, "games"));
  CHECK(refused_as(dan, EnterRoom{"den"}) == "entered den Cid,Dan ");
  other.hub.execute(kBob, EnterRoom{"games"});
  CHECK(refused_as(kBob, Kick{"Ann", {}}) == refused(Problem::runs_room, "Ann"));
  other.hub.execute(kAnn, Invite{"Dan", true});
  other.delivery.forget();
  other.hub.execute(dan, EnterRoom{"games"});
  CHECK(other.delivery.take(dan) ==
        Lines{"entered Games Ann,Bob,Cid,Dan Chess", "recent, #Games open, #Games secret"});
}

TEST_CASE_FIXTURE(RestoreFixture, "a room of those who do not come back is closed") {
  const auto den = hub.rooms_of(kCid).at(1);
  restore({kCid});
  CHECK(after.delivery.closed_rooms.empty());
  RecordedHub third;
  auto state = state_of(*this, {kAnn, kBob, kCid});
  state.sessions.pop_back();
  third.hub.restore(state);
  CHECK(third.delivery.closed_rooms == std::vector{den});
  CHECK(third.hub.room_count() == 2);
  third.hub.execute(kCid, Rename{"Cid"});
  third.delivery.forget();
  third.hub.execute(kCid, EnterRoom{"den"});
  CHECK(third.delivery.take(kCid) == Lines{"entered den Cid "});
  CHECK(third.hub.current_room(kCid) != den);
}

TEST_CASE_FIXTURE(RestoreFixture, "the rights of those who do not come back are gone") {
  restore({kAnn});
  const auto kept = after.hub.archived(hub.current_room(kAnn));
  CHECK(kept.founder == kAnn);
  CHECK(kept.operators.empty());
  CHECK(kept.invited.empty());
  CHECK(kept.private_views.size() == 1);
}

TEST_CASE("what cannot be restored is left out") {
  RecordedHub hub;
  hub.hub.set_recent_limit(10);
  const auto session = [](MemberId id, std::string name, RoomId room) {
    return ArchivedSession{
        .id = id, .token = {}, .name = std::move(name), .host = {}, .rooms = {{room, {}}}};
  };
  const auto room = [](RoomId id, std::string name) {
    ArchivedRoom one;
    one.id = id;
    one.name = std::move(name);
    return one;
  };
  ArchivedState state;
  state.rooms = {room(RoomId{7}, "games"), room(RoomId{8}, "GAMES"), room(RoomId{9}, "a b"),
                 room(RoomId{10}, "lobby")};
  state.sessions = {session(MemberId{1}, "Ann", RoomId{7}), session(MemberId{2}, "ann", RoomId{7}),
                    session(MemberId{3}, "a b", RoomId{7}), session(MemberId{4}, "Bob", RoomId{9})};
  state.recent = {{.room = RoomId{9}, .from = "Ann", .text = "lost"}};
  hub.hub.restore(state);
  CHECK(hub.hub.size() == 2);
  CHECK(hub.hub.rooms_of(MemberId{1}) == std::vector{kLobby, RoomId{7}});
  CHECK(hub.hub.rooms_of(MemberId{4}) == std::vector{kLobby});
  CHECK(hub.hub.name_of(MemberId{2}).empty());
  CHECK(hub.delivery.closed_rooms == std::vector{RoomId{8}, RoomId{9}, RoomId{10}});
}

}  // namespace
}  // namespace tertulia::chat::hub_restore_test
