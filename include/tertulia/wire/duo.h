#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/base/units.h"
#include "tertulia/wire/dialect.h"

/// The dialect of a conversation between two users. Every line has its sender's name
/// (`Facundo > Hola`), so each end can be this program or `nc`.
namespace tertulia::wire::duo {

/// A line from the peer. The texts point into it.
struct Line {
  enum class Kind {
    blank,
    said,     ///< A message by `name`, which is empty if the line has none.
    exit,     ///< The peer asks to end the conversation.
    goodbye,  ///< `Goodbye NAME!`
    closing,  ///< `-- Closing: idle for …`: the peer ends the conversation.
    notice,   ///< `-- text`
    error     ///< `! text`: a line was refused.
  };
  Kind kind;
  std::string_view name;
  std::string_view text;
};
Line parse(std::string_view line);

/// Whether both texts are names, and the names are equal.
bool same_name(std::string_view one, std::string_view other);

/// Lines for the wire and the screen, without the line feed.
std::string say(std::string_view name, std::string_view text);
std::string goodbye(std::string_view name);
std::string closing(base::Duration idle);
std::string shutdown();
std::string has_connected(std::string_view name);
std::string has_left(std::string_view name);
std::string talking_with(std::string_view name);
/// Tells a client its place in the queue, which counts from 1. `host` is the operator's name; it is
/// empty while the operator has none.
std::string in_line(std::string_view host, std::size_t place);
/// For input that is no line of a conversation. `max_line` is the current limit.
std::string decode_error(const DecodeError& error, std::size_t max_line);

inline constexpr std::string_view kExit = "exit";

}  // namespace tertulia::wire::duo
