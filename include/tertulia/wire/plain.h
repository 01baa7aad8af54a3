#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/chat/problem.h"
#include "tertulia/wire/dialect.h"

/// The plain dialect: lines that a person with nothing but `nc` can type and read. The first
/// characters of a line from the server tell its kind, and no text that a user types stands there.
namespace tertulia::wire::plain {

/// A notice of more names than this gives two of them and counts the others.
inline constexpr std::size_t kMaxNamesInNotice = 3;
/// A list of members gives so many names and counts the others.
inline constexpr std::size_t kMaxNamesInList = 100;

const Dialect& dialect();

/// The line of a client that has a name. The command points into it.
chat::Command parse(std::string_view line);
/// The line of a client that has no name yet: `Rename`, `Leave`, `Nothing` or `Invalid`.
chat::Command parse_login(std::string_view line);
/// Whether a line at the login is the beginning of HTTP or TLS, and not a name.
bool is_foreign_protocol(std::string_view line);

/// A problem in words; `subject` is what it is about, as it was typed.
std::string explain(chat::Problem problem, std::string_view subject);

/// What a line from a server means to a client.
enum class Kind {
  name_request,  ///< `Username?`
  welcome,       ///< `You are now connected, NAME!`
  goodbye,       ///< `Goodbye NAME!`
  error,         ///< `! text`
  other          ///< Messages and notices: for the person, not for the program.
};
Kind classify(std::string_view line);

/// What to send so that `text` becomes a message even if it looks like a command that this dialect
/// does not have, as `/usr/bin/ld: not found` does. Real commands, and `exit`, stay commands.
std::string escape(std::string_view text);

}  // namespace tertulia::wire::plain
