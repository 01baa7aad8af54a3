#include "tertulia/chat/room.h"

#include <set>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "support/recording_delivery.h"

namespace tertulia::chat::room_test {
namespace {

Name name(std::string_view text) { return std::get<Name>(Name::parse(text)); }

/// Clients are here until a test removes them.
struct Clients final : NameSource {
  std::string_view name_of(MemberId member) const override {
    return gone.contains(member) ? "" : "someone";
  }
  std::set<MemberId> gone;
};

struct Fixture {
  support::RecordingDelivery delivery;
  Clients clients;
  Rooms rooms{delivery, clients};
};

TEST_CASE_FIXTURE(Fixture, "members are in the order of their ids, and each is there once") {
  auto& room = rooms.make(RoomId{7}, name("games"), {MemberId{2}});
  for (const auto id : {3, 1, 2, 3}) room.add(MemberId{static_cast<std::uint64_t>(id)});
  const std::vector<MemberId> members(room.members().begin(), room.members().end());
  CHECK(members == std::vector{MemberId{1}, MemberId{2}, MemberId{3}});
  room.remove(MemberId{2});
  room.remove(MemberId{9});
  CHECK(room.members().size() == 2);
  CHECK_FALSE(room.has(MemberId{2}));
  CHECK(room.is_run_by(MemberId{2}));
}

TEST_CASE_FIXTURE(Fixture, "rooms are found by id and by name, and the lobby always exists") {
  rooms.make(RoomId{7}, name("Games"), {MemberId{1}});
  CHECK(rooms.find(RoomId{7}) == rooms.find(name("games")));
  CHECK(rooms.lobby().name().text() == "lobby");
  CHECK_FALSE(rooms.lobby().is_run_by(MemberId{1}));
  rooms.erase(RoomId{7});
  CHECK(rooms.find(RoomId{7}) == nullptr);
  CHECK(rooms.find(name("games")) == nullptr);
  CHECK(rooms.size() == 1);
}

TEST_CASE("a set of nominees forgets those who are gone, when it has become large") {
  Clients clients;
  Nominees nominees;
  for (std::uint64_t id = 1; id < 64; ++id) {
    nominees.insert({MemberId{id}}, clients);
    if (id > 1) clients.gone.insert(MemberId{id});
  }
  CHECK(nominees.contains({MemberId{63}}));
  nominees.insert({MemberId{64}}, clients);
  CHECK(nominees.contains({MemberId{1}}));
  CHECK(nominees.contains({MemberId{64}}));
  CHECK_FALSE(nominees.contains({MemberId{63}}));
}

TEST_CASE_FIXTURE(Fixture, "only members have private views") {
  auto& room = rooms.make(RoomId{7}, name("games"), {MemberId{1}});
  room.add(MemberId{1});
  room.add(MemberId{2});
  CHECK_FALSE(room.remove(MemberId{2}));
  room.add(MemberId{2});
  room.set_private(true, EntryId{9});
  CHECK(room.archived().private_views.size() == 2);
  CHECK(room.remove(MemberId{2}));
  CHECK_FALSE(room.remove(MemberId{2}));
  CHECK(room.archived().private_views.size() == 1);
}

TEST_CASE("a room may be named with its sign") {
  CHECK(std::get<Name>(parse_room(" #games ")).text() == "games");
  CHECK(std::get<Name>(parse_room("games")).text() == "games");
  CHECK(std::get<Problem>(parse_room(" # ")) == Problem::room_empty);
  CHECK(std::get<Problem>(parse_room("##games")) == Problem::name_character);
}

}  // namespace
}  // namespace tertulia::chat::room_test
