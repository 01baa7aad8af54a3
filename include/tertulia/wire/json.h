#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "tertulia/chat/ids.h"
#include "tertulia/wire/dialect.h"

/// The JSON dialect: one object a line, for programs. tertulia(7) describes every field.
namespace tertulia::wire::json {

/// Maximum length of a line from the server, with its LF. Only a line with the text of a client may
/// be longer, if the administrator allows longer lines.
inline constexpr std::size_t kMaxLine = std::size_t{64} * 1024;
/// Maximum length of a line from a client, if a text has at most `max_line` bytes: each of them may
/// be escaped (`\u0041`), and other fields need room.
constexpr std::size_t max_request(std::size_t max_line) { return 6 * max_line + 1024; }
/// Maximum depth of objects and arrays in a line from a client, the line's own object included.
inline constexpr std::size_t kMaxDepth = 8;
/// Maximum value of an integer from a client. All readers of JSON can keep it.
inline constexpr std::uint64_t kMaxInteger = (std::uint64_t{1} << 53U) - 1;
/// Maximum length of a tag in bytes.
inline constexpr std::size_t kMaxTag = 64;
/// A list of members has at most this many names.
inline constexpr std::size_t kMaxMembers = 100;

const Dialect& dialect();

/// The short public name of a session: its id in base 36.
std::string session_origin(chat::MemberId session);

}  // namespace tertulia::wire::json
