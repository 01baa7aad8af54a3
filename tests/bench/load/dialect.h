#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/load/checker.h"

namespace tertulia::bench {

/// The meaning of a server's line for the load generator.
struct Line {
  enum class Kind {
    other,
    registered,    ///< The server knows the client, which can now enter the room.
    entered,       ///< The client is in the room.
    listed,        ///< The end of the answer to `who`, and in IRC also to `enter`.
    room_entered,  ///< The answer to `enter_room`.
    room_left,     ///< The answer to `leave_room`.
    room_row,      ///< One room of the answer to `list_rooms`.
    stored,        ///< The client's message is on disk.
    results,       ///< The answer to a search.
    history,       ///< The answer to a question for the history.
    pong,
    renamed,  ///< The client `subject` has another name.
    left,     ///< The client `subject` has left.
    ping,     ///< The client answers with `subject`, a whole line.
    refused   ///< The server refused a command; the run has failed.
  };
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::refused) + 1;

  Kind kind = Kind::other;
  std::string subject{};
};

/// The protocol of a kind of server: a row of a table. All protocols are used line by line (no
/// payload has a line feed), so a row only formats commands, and parses lines. Rows are stateless.
struct Dialect {
  std::string_view name;
  Echo echo;
  /// The payload in a line that is a message.
  std::optional<std::string_view> (*message)(std::string_view line);
  /// Parses a line that is not a message, without its line end.
  Line (*read)(std::string_view line);
  /// Each formats a command; null if the protocol has none. Without `hello` a client enters as soon
  /// as it is connected. Without `leave` it closes its connection, without a notice to others.
  std::string (*hello)(std::string_view name) = nullptr;
  std::string (*enter)(std::string_view name) = nullptr;
  void (*say)(std::string& out, std::string_view payload) = nullptr;
  std::string (*leave)() = nullptr;
  /// The members of a room. An empty name is the room that all clients enter first.
  std::string (*who)(std::string_view room) = nullptr;
  std::string (*rename)(std::string_view name) = nullptr;
  /// Another room than the one that all clients enter first. What a client says goes to the room
  /// that it has entered last.
  std::string (*enter_room)(std::string_view room) = nullptr;
  std::string (*leave_room)(std::string_view room) = nullptr;
  std::string (*list_rooms)() = nullptr;
};

/// The dialect with this name: floor, tertulia, json, irc, redis, redis-stream or nats. Throws for
/// another name.
const Dialect& find_dialect(std::string_view name);
/// Several, separated by commas. Throws if one does not exist.
std::vector<const Dialect*> find_dialects(std::string_view names);

}  // namespace tertulia::bench
