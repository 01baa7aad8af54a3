#include "tertulia/chat/people.h"

#include <variant>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::chat::people_test {
namespace {

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};

Name name(std::string_view text) { return std::get<Name>(Name::parse(text)); }

TEST_CASE("people are found by id and by name, until they are removed") {
  People people;
  people.add(kAnn, name("Ann"));
  CHECK(people.size() == 1);
  CHECK(people.name_of(kAnn) == "Ann");
  CHECK(people.id_of("ANN") == kAnn);
  CHECK(people.id_of("no name") == MemberId{});
  CHECK_FALSE(people.is_free(name("ann"), kBob));
  CHECK(people.is_free(name("ann"), kAnn));
  CHECK(people.rename(kAnn, name("Anna")).text() == "Ann");
  CHECK(people.id_of("Ann") == MemberId{});
  CHECK(people.remove(kAnn).name().text() == "Anna");
  CHECK(people.find(kAnn) == nullptr);
  CHECK(people.name_of(kAnn).empty());
  CHECK(people.is_free(name("Anna"), kBob));
}

TEST_CASE("a name that looks like another is found, whatever names were there before") {
  People people;
  people.add(kAnn, name("lvan"));
  people.add(kBob, name("Ivan"));
  CHECK(people.find_alike(name("ivan")) == kAnn);
  CHECK(people.find_alike(name("LVAN")) == kBob);
  people.rename(kAnn, name("Ann"));
  CHECK(people.find_alike(name("Ivan")) == MemberId{});
  CHECK(people.find_alike(name("lvan")) == kBob);
  people.rename(kAnn, name("lvan"));
  CHECK(people.find_alike(name("Ivan")) == kAnn);
  people.remove(kAnn);
  CHECK(people.find_alike(name("Ivan")) == MemberId{});
  people.remove(kBob);
  CHECK(people.find_alike(name("lvan")) == MemberId{});
}

TEST_CASE("the room that was current last is current again after the present one") {
  Person ann(name("Ann"));
  const RoomId games{7};
  const RoomId music{8};
  CHECK(ann.current() == kLobby);
  CHECK(ann.rooms() == std::vector{kLobby});
  ann.enter(games);
  ann.enter(music);
  ann.enter(games);
  CHECK(ann.rooms() == std::vector{kLobby, music, games});
  CHECK(ann.room_count() == 2);
  ann.leave(games);
  CHECK(ann.current() == music);
  CHECK(ann.rooms() == std::vector{kLobby, music});
  ann.leave(music);
  CHECK(ann.rooms() == std::vector{kLobby});
  CHECK(ann.room_count() == 0);
}

TEST_CASE("who loses the current room is in the lobby, and is told of the loss once") {
  Person ann(name("Ann"));
  const RoomId games{7};
  ann.enter(RoomId{6});
  ann.enter(games);
  ann.lose(games, "games");
  CHECK(ann.current() == kLobby);
  CHECK(ann.rooms() == std::vector{RoomId{6}, kLobby});
  CHECK(ann.take_lost_room() == "games");
  CHECK(ann.take_lost_room().empty());
  ann.lose(RoomId{6}, "six");
  CHECK(ann.take_lost_room().empty());
}

}  // namespace
}  // namespace tertulia::chat::people_test
