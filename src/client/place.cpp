#include "client/place.h"

#include <algorithm>
#include <variant>

#include "tertulia/chat/ids.h"

namespace tertulia::client {

namespace json = wire::json;

namespace {

struct Follower {
  Place& place;

  void operator()(const json::Welcome& welcome) const {
    place.name = welcome.name;
    place.origin = welcome.origin;
    place.rooms.clear();
    for (const auto& room : welcome.rooms) place.rooms.push_back(room.room);
    place.room = place.rooms.empty() ? std::string(chat::kLobbyName) : place.rooms.front();
  }
  void operator()(const json::Entered& entered) const {
    place.room = entered.room.room;
    if (!place.is_in(place.room)) place.rooms.push_back(place.room);
  }
  /// After a kick from the current room the server says which one is current then.
  void operator()(const json::Left& left) const {
    const bool kicked =
        !left.by.empty() && std::ranges::find(left.names, place.name) != left.names.end();
    if (!kicked && left.current.empty()) return;
    std::erase(place.rooms, left.room);
    if (!left.current.empty()) place.room = left.current;
  }
  void operator()(const json::Renamed& renamed) const {
    if (renamed.from == place.name) place.name = renamed.to;
  }
  template <class Other>
  void operator()(const Other& /*event*/) const {}
};

}  // namespace

bool Place::is_in(std::string_view other) const {
  return std::ranges::find(rooms, other) != rooms.end();
}

void Place::follow(const json::ServerEvent& event) { std::visit(Follower{*this}, event); }

}  // namespace tertulia::client
