#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::client {

/// What the client remembers of the rooms of the user: who is there, and what is unread. Names are
/// compared byte by byte, as the server writes them.
class Rooms {
 public:
  /// The names that are remembered of one room. A server with more is possible; the client then
  /// does not complete all of them.
  static constexpr std::size_t kMaxNames = 2'000;

  /// Forgets all rooms.
  void clear() { rooms_.clear(); }
  /// The user is in this room, with these users.
  void enter(std::string_view room, const std::vector<std::string>& names);
  /// The user has read all of this room.
  void read(std::string_view room);
  void leave(std::string_view room);

  void add(std::string_view room, const std::vector<std::string>& names);
  void remove(std::string_view room, const std::vector<std::string>& names);
  void rename(std::string_view from, std::string_view to);

  /// Somebody has said something that is unread.
  void count_unread(std::string_view room);
  struct Unread {
    std::string_view room;
    std::size_t messages;
  };
  /// The rooms with unread messages, in the order of their names.
  std::vector<Unread> unread() const;

  /// All names in all rooms, without doubles, in order.
  std::set<std::string_view> names() const;

 private:
  struct Room {
    std::set<std::string, std::less<>> names;
    std::size_t unread = 0;
  };
  void add(Room& room, const std::vector<std::string>& names);

  std::map<std::string, Room, std::less<>> rooms_;
};

}  // namespace tertulia::client
