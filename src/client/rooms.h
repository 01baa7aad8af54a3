#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::client {

/// The rooms of the user, and what the client remembers of each: who is there, and what the user has
/// not read. Names are compared byte by byte, as the server writes them.
class Rooms {
 public:
  /// The names that are remembered of one room. A server with more is possible; the client then does
  /// not complete all of them.
  static constexpr std::size_t kMaxNames = 2'000;

  /// Empty before the welcome.
  std::string_view current() const { return current_; }
  bool has(std::string_view room) const { return rooms_.find(room) != rooms_.end(); }
  /// All of them, in the order of their names.
  std::vector<std::string> all() const;
  bool empty() const { return rooms_.empty(); }

  /// Forgets all rooms.
  void clear();
  /// The user is in this room, with these users.
  void enter(std::string_view room, const std::vector<std::string>& names);
  /// The user goes on in this room, and has read all of it.
  void make_current(std::string_view room);
  void leave(std::string_view room);

  void add(std::string_view room, const std::vector<std::string>& names);
  void remove(std::string_view room, const std::vector<std::string>& names);
  void rename(std::string_view from, std::string_view to);

  /// Somebody has said something. It is unread if the room is not the current one.
  void count_message(std::string_view room);
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
  std::string current_;
};

}  // namespace tertulia::client
