#include "bench/load/room_plan.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/core.h>

namespace tertulia::bench {

RoomPlan::RoomPlan(std::size_t clients, std::size_t rooms, std::size_t each)
    : clients_(clients), rooms_(rooms), each_(each) {
  if (rooms == 0 || each == 0 || clients == 0 || clients % rooms != 0 || each > rooms) {
    throw std::runtime_error(fmt::format("{} clients cannot be in {} each of {} rooms of one size",
                                         clients, each, rooms));
  }
}

std::vector<std::string> RoomPlan::rooms_of(std::size_t client) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < each_; ++i)
    names.push_back(fmt::format("r{}", (client + i) % rooms_));
  return names;
}

std::vector<std::size_t> RoomPlan::members_of(std::size_t room) const {
  std::vector<std::size_t> members;
  for (std::size_t client = 0; client < clients_; ++client) {
    const auto distance = (room + rooms_ - client % rooms_) % rooms_;
    if (distance < each_) members.push_back(client);
  }
  return members;
}

std::vector<Speaker> RoomPlan::speakers() const {
  std::vector<Speaker> speakers;
  for (std::size_t room = 0; room < rooms_; ++room) {
    speakers.push_back({(room + rooms_ - (each_ - 1)) % rooms_, members_of(room)});
  }
  return speakers;
}

void enter_rooms(Crowd& crowd,
                 const std::function<std::vector<std::string>(std::size_t)>& rooms_of) {
  constexpr auto kEntered = Line::Kind::room_entered;
  std::vector<std::uint64_t> wanted;
  for (std::size_t i = 0; i < crowd.size(); ++i) {
    auto& client = crowd.client(i);
    const auto rooms = rooms_of(i);
    wanted.push_back(client.answers(kEntered) + rooms.size());
    std::string commands;
    for (const auto& room : rooms) commands += client.dialect().enter_room(room);
    client.send(commands);
  }
  std::size_t settled = 0;  // all earlier clients are in their rooms
  crowd.turn_until(
      [&] {
        while (settled < crowd.size() &&
               crowd.client(settled).answers(kEntered) >= wanted[settled]) {
          ++settled;
        }
        return settled == crowd.size();
      },
      "clients to enter their rooms");
}

}  // namespace tertulia::bench
