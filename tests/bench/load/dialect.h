#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bench/load/checker.h"

namespace tertulia::bench {

/// The meaning of a server's line for the load generator.
struct Line {
  enum class Kind {
    other,
    registered,  ///< The server knows the client, which can now enter the room.
    entered,     ///< The client is in the room.
    listed,      ///< The end of the answer to `who`, and in IRC also to `enter`.
    renamed,     ///< The client `subject` has another name.
    left,        ///< The client `subject` has left.
    ping,        ///< The client answers with `subject`, a whole line.
    refused      ///< The server refused a command; the run has failed.
  };
  Kind kind = Kind::other;
  std::string subject{};
};

/// The protocol of a kind of server: a row of a table. All protocols are used line by line (no
/// payload has a line feed), so a row only formats commands, and parses lines. Rows are stateless.
struct Dialect {
  std::string_view name;
  Echo echo;
  /// A line is a message if it begins with `opening` and ends with `before_payload` and a payload.
  /// Without an opening, it is a message if it is a payload.
  std::string_view opening, before_payload;
  /// Each formats a command; null if the protocol has none. Without `hello` a client enters as soon
  /// as it is connected. Without `leave` it closes its connection, without a notice to others.
  std::string (*hello)(std::string_view name);
  std::string (*enter)(std::string_view name);
  void (*say)(std::string& out, std::string_view payload);
  std::string (*leave)();
  std::string (*who)();
  std::string (*rename)(std::string_view name);
  /// Parses a line that is not a message, without its line end.
  Line (*read)(std::string_view line);
};

/// The dialect with this name: floor, tertulia, irc, redis or nats. Throws for another name.
const Dialect& find_dialect(std::string_view name);

/// The payload in a line that is a message.
std::optional<std::string_view> message_in(const Dialect& dialect, std::string_view line);

}  // namespace tertulia::bench
