#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::fuzz {

/// The messages of a room during one stay there, in order, as plain lines without the room.
using Stay = std::vector<std::string>;

/// What a client has seen, in whatever dialect. A line that breaks a rule of its dialect is a finding,
/// and so is a message of a room where the client is not, or a private message of others.
class View {
 public:
  bool welcomed() const { return welcomed_; }
  /// The server has said that it closes the connection.
  bool closed() const { return closed_; }
  const std::string& name() const { return name_; }
  bool is_in(const std::string& room) const { return inside_.contains(room); }
  const std::set<std::string>& rooms() const { return inside_; }
  /// All stays in the room; the last one is not over if the client is in the room.
  const std::vector<Stay>& stays(const std::string& room) const;
  /// Whether a message ends with this text, in any room.
  bool has_message(std::string_view end) const;
  /// How often it was kicked.
  std::size_t kicks() const { return kicks_; }
  /// The members of each of its rooms, if its dialect tells of all changes.
  const std::map<std::string, std::set<std::string>>& members() const { return members_; }
  /// The last answers to `/who`, by room.
  const std::map<std::string, std::vector<std::string>>& answers() const { return answers_; }

  // What its lines tell.
  void welcome(std::string_view name);
  void close() { closed_ = true; }
  void enter(const std::string& room);
  void leave(const std::string& room);
  void kick(const std::string& room, std::string_view name);
  void hear(const std::string& room, std::string_view message);
  void hear_private(std::string_view from, std::string_view to) const;
  void rename(std::string_view from, std::string_view to);
  void set_members(const std::string& room, const std::vector<std::string>& names);
  void add_member(const std::string& room, const std::string& name);
  void remove_member(const std::string& room, const std::string& name);
  void answer(const std::string& room, std::vector<std::string> names);

 private:
  std::string name_;
  bool welcomed_ = false;
  bool closed_ = false;
  std::size_t kicks_ = 0;
  std::set<std::string> inside_;
  std::map<std::string, std::vector<Stay>> stays_;
  std::map<std::string, std::set<std::string>> members_;
  std::map<std::string, std::vector<std::string>> answers_;
};

View read_plain(const std::vector<std::string>& lines);
View read_json(const std::vector<std::string>& lines);

/// The size of a message to the lobby as a plain line; 0 for any other line of JSON.
std::size_t plain_size_in_lobby(const std::string& json_line);

}  // namespace tertulia::fuzz
