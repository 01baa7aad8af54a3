#include "client/place.h"

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::client::place_test {
namespace {

namespace json = wire::json;
using support::Lines;

Place in_two_rooms() {
  Place place;
  place.follow(json::Welcome{.name = "Bob",
                             .session = "s",
                             .origin = "k3",
                             .server = "x",
                             .rooms = {{"games", "", 1, {}}, {"lobby", "", 1, {}}}});
  return place;
}

TEST_CASE("a welcome says where the client is") {
  CHECK(Place{}.room == "lobby");
  const auto place = in_two_rooms();
  CHECK(place.name == "Bob");
  CHECK(place.room == "games");
  CHECK(place.rooms == Lines{"games", "lobby"});
  Place other = place;
  other.follow(
      json::Welcome{.name = "Rob", .session = "", .origin = "", .server = "", .rooms = {}});
  CHECK(other.room == "lobby");
  CHECK(other.rooms.empty());
}

TEST_CASE("a room that is entered is the current one") {
  auto place = in_two_rooms();
  place.follow(json::Entered{{"tea", "", 1, {}}});
  CHECK(place.room == "tea");
  CHECK(place.rooms == Lines{"games", "lobby", "tea"});
  place.follow(json::Entered{{"games", "", 1, {}}});
  CHECK(place.room == "games");
  CHECK(place.rooms.size() == 3);
}

json::Left left(std::string room, std::string name) {
  return {.room = std::move(room), .names = {std::move(name)}, .by = "", .text = "", .current = ""};
}

TEST_CASE("only what the client itself leaves changes its rooms") {
  auto place = in_two_rooms();
  place.follow(left("games", "Ann"));
  place.follow(left("games", "Bob"));  // a namesake of former times
  CHECK(place.rooms == Lines{"games", "lobby"});

  auto answer = left("games", "Bob");
  answer.current = "lobby";
  place.follow(answer);
  CHECK(place.rooms == Lines{"lobby"});
  CHECK(place.room == "lobby");
}

TEST_CASE("a kick from the current room ends with another one") {
  auto place = in_two_rooms();
  auto kick = left("games", "Ann");
  kick.by = "Cid";
  place.follow(kick);
  CHECK(place.rooms.size() == 2);
  kick.names = {"Bob"};
  place.follow(kick);
  CHECK(place.rooms == Lines{"lobby"});
  place.follow(json::Entered{{"lobby", "", 1, {}}});
  CHECK(place.room == "lobby");
}

TEST_CASE("a message is the user's own by its name or its session") {
  auto place = in_two_rooms();
  place.follow(json::Renamed{"Ann", "Anna"});
  CHECK(place.name == "Bob");
  place.follow(json::Renamed{"Bob", "Rob"});
  CHECK(place.name == "Rob");
  CHECK(place.is_own("Rob", "other"));
  CHECK(place.is_own("Bob", "k3"));
  CHECK(!place.is_own("Bob", "other"));
  CHECK(!Place{.name = "x", .origin = "", .rooms = {}}.is_own("y", ""));
}

}  // namespace
}  // namespace tertulia::client::place_test
