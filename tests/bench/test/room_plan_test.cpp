#include "bench/load/room_plan.h"

#include <algorithm>
#include <map>
#include <set>

#include <doctest/doctest.h>

namespace tertulia::bench {
namespace {

TEST_CASE("each client is in as many different rooms, and all rooms have the same size") {
  const RoomPlan plan(40, 20, 10);
  std::map<std::string, std::size_t> sizes;
  for (std::size_t client = 0; client < 40; ++client) {
    const auto rooms = plan.rooms_of(client);
    CHECK(std::set(rooms.begin(), rooms.end()).size() == 10);
    for (const auto& room : rooms) ++sizes[room];
  }
  CHECK(sizes.size() == 20);
  CHECK(plan.room_size() == 20);
  CHECK(std::ranges::all_of(sizes, [](const auto& room) { return room.second == 20; }));
}

TEST_CASE("each room has a speaker who enters it last, and all its members as audience") {
  const RoomPlan plan(12, 6, 2);
  const auto speakers = plan.speakers();
  REQUIRE(speakers.size() == 6);
  std::set<std::string> spoken_in;
  for (const auto& speaker : speakers) {
    const auto room = plan.rooms_of(speaker.client).back();
    spoken_in.insert(room);
    std::vector<std::size_t> inside;
    for (std::size_t client = 0; client < 12; ++client) {
      const auto rooms = plan.rooms_of(client);
      if (std::ranges::find(rooms, room) != rooms.end()) inside.push_back(client);
    }
    CHECK(speaker.audience == inside);
  }
  CHECK(spoken_in.size() == 6);
}

TEST_CASE("a plan with rooms of different sizes does not exist") {
  CHECK_THROWS(RoomPlan(10, 4, 2));
  CHECK_THROWS(RoomPlan(8, 4, 5));
  CHECK_THROWS(RoomPlan(8, 0, 1));
}

}  // namespace
}  // namespace tertulia::bench
