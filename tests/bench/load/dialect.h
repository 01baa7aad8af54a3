#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bench/load/checker.h"

namespace tertulia::bench {

/// What a line from a server means to the load generator.
struct Line {
  enum class Kind {
    other,
    registered,  ///< The server knows the client, which may now enter the room.
    entered,     ///< The client is in the room.
    listed,      ///< The end of the answer to `who`. IRC ends that to `enter` with it, too.
    renamed,     ///< The one named `subject` has another name.
    left,        ///< The one named `subject` has left.
    ping,        ///< To be answered with `subject`, a whole line.
    refused      ///< The server will not have it so; the run has failed.
  };
  Kind kind = Kind::other;
  std::string subject{};
};

/// How to talk with a kind of server: a row of a table. Every protocol here is one of lines as far
/// as it is used (no payload holds a line feed), so an adapter only says what to write, and what a
/// line means. All are stateless.
struct Dialect {
  std::string_view name;
  Echo echo;
  /// A line is a message if it begins with `opening` and ends with `before_payload` and a payload;
  /// without an opening, if it is a payload and no more.
  std::string_view opening, before_payload;
  /// Each makes what to send. Null: there is no such thing. Without `hello` a client may enter as
  /// soon as it is connected; without `leave` it closes its connection, and nobody is told.
  std::string (*hello)(std::string_view name);
  std::string (*enter)(std::string_view name);
  void (*say)(std::string& out, std::string_view payload);
  std::string (*leave)();
  std::string (*who)();
  std::string (*rename)(std::string_view name);
  /// Of a line that is no message, without its end.
  Line (*read)(std::string_view line);
};

/// The dialect of that name: floor, tertulia, irc, redis or nats; throws for another.
const Dialect& find_dialect(std::string_view name);

/// The payload in a line that is a message.
std::optional<std::string_view> message_in(const Dialect& dialect, std::string_view line);

}  // namespace tertulia::bench
