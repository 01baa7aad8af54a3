#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "bench/load/crowd.h"
#include "bench/load/talk.h"

namespace tertulia::bench {

/// Which client is in which room: each client is in `each` of the rooms, and all rooms have the
/// same size. Neighbours share most of their rooms.
class RoomPlan {
 public:
  /// Throws if no such plan exists: `clients` is a multiple of `rooms`, and `each` is at most
  /// `rooms`.
  RoomPlan(std::size_t clients, std::size_t rooms, std::size_t each);

  std::size_t room_size() const { return clients_ / rooms_ * each_; }
  /// The names of the client's rooms, in the order in which it enters them.
  std::vector<std::string> rooms_of(std::size_t client) const;
  /// One for each room: a client that enters this room last, and all clients in it.
  std::vector<Speaker> speakers() const;

 private:
  std::vector<std::size_t> members_of(std::size_t room) const;

  std::size_t clients_, rooms_, each_;
};

/// All clients enter these rooms. Returns when each is in all of its rooms.
void enter_rooms(Crowd& crowd,
                 const std::function<std::vector<std::string>(std::size_t)>& rooms_of);

}  // namespace tertulia::bench
