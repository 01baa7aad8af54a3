#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tertulia::fuzz {

/// The messages of a room during one stay there, in order, as plain lines without the room.
using Stay = std::vector<std::string>;

/// What a client has seen, in whatever dialect. A line that breaks a rule of its dialect is a
/// finding, and so is a message of a room where the client is not, or a private message of others.
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

  /// What it needs to resume its session: the token, the last entry of each room, and up to which
  /// number its requests are stored. The token is empty if it cannot resume.
  const std::string& token() const { return token_; }
  const std::map<std::string, std::uint64_t>& seen() const { return seen_; }
  std::uint64_t stored() const { return stored_; }
  /// Whether an operator has put it out of the server.
  bool put_out() const { return put_out_; }
  /// Whether it has begun a new session after the end of its first one.
  bool renewed() const { return renewed_; }

  /// A resume that did not replay everything: what the client had seen before, and up to which
  /// entry the replay goes.
  struct Gap {
    std::map<std::string, std::uint64_t> seen;
    std::uint64_t until;
  };
  const std::vector<Gap>& gaps() const { return gaps_; }

  // What its lines tell.
  void welcome(std::string_view name, std::string_view token);
  /// It may have left and entered rooms without seeing that, if `elsewhere`.
  void reconnect(bool elsewhere) { elsewhere_ = elsewhere; }
  /// It goes on with its session, in these rooms.
  void resume(std::string_view name, std::string_view token, const std::set<std::string>& rooms,
              std::uint64_t until);
  void gap(const std::string& room);
  void see(const std::string& room, std::uint64_t id);
  void store(std::uint64_t number);
  void close() { closed_ = true; }
  void put_out_of_server() { put_out_ = closed_ = true; }
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
  std::string token_;
  std::map<std::string, std::uint64_t> seen_;
  std::uint64_t stored_ = 0;
  Gap resumed_;
  std::vector<Gap> gaps_;
  bool elsewhere_ = false;
  bool renewed_ = false;
  bool welcomed_ = false;
  bool closed_ = false;
  bool put_out_ = false;
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
/// The size of the messages in these lines of JSON that a resume must replay.
std::size_t size_of_missed(const std::vector<std::string>& json_lines, const View::Gap& gap);

}  // namespace tertulia::fuzz
