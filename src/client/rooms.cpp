#include "client/rooms.h"

namespace tertulia::client {

void Rooms::enter(std::string_view room, const std::vector<std::string>& names) {
  auto& entered = rooms_[std::string(room)];
  entered.names.clear();
  add(entered, names);
}

void Rooms::read(std::string_view room) {
  const auto found = rooms_.find(room);
  if (found != rooms_.end()) found->second.unread = 0;
}

void Rooms::leave(std::string_view room) {
  const auto found = rooms_.find(room);
  if (found != rooms_.end()) rooms_.erase(found);
}

void Rooms::add(std::string_view room, const std::vector<std::string>& names) {
  const auto found = rooms_.find(room);
  if (found != rooms_.end()) add(found->second, names);
}

void Rooms::add(Room& room, const std::vector<std::string>& names) {
  for (const auto& name : names) {
    if (room.names.size() >= kMaxNames) return;
    room.names.insert(name);
  }
}

void Rooms::remove(std::string_view room, const std::vector<std::string>& names) {
  const auto found = rooms_.find(room);
  if (found == rooms_.end()) return;
  for (const auto& name : names) found->second.names.erase(name);
}

void Rooms::rename(std::string_view from, std::string_view to) {
  for (auto& [name, room] : rooms_) {
    const auto old = room.names.find(from);
    if (old == room.names.end()) continue;
    room.names.erase(old);
    room.names.emplace(to);
  }
}

void Rooms::count_unread(std::string_view room) {
  const auto found = rooms_.find(room);
  if (found != rooms_.end()) ++found->second.unread;
}

std::vector<Rooms::Unread> Rooms::unread() const {
  std::vector<Unread> unread;
  for (const auto& [name, room] : rooms_) {
    if (room.unread > 0) unread.push_back({name, room.unread});
  }
  return unread;
}

std::set<std::string_view> Rooms::names() const {
  std::set<std::string_view> names;
  for (const auto& [name, room] : rooms_) names.insert(room.names.begin(), room.names.end());
  return names;
}

}  // namespace tertulia::client
