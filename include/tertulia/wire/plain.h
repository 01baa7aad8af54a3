#pragma once

#include <string>
#include <string_view>

#include "tertulia/chat/command.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/problem.h"

/// The plain dialect: lines that a person with nothing but `nc` can type and read. The first
/// characters of a line from the server tell its kind, and no text that a user types stands there.
namespace tertulia::wire::plain {

/// A member's line. The command points into it.
chat::Command parse(std::string_view line);
/// The line of a client that has no name yet: `Rename`, `Leave`, `Nothing` or `Invalid`. What looks
/// like the beginning of HTTP or TLS is `Invalid` for that reason.
chat::Command parse_login(std::string_view line);

/// Appends the event to `out`: one line, or several, each with its LF. Names and texts are made
/// safe for any terminal here.
void render(const chat::Event& event, std::string& out);

/// A problem in words; `subject` is what it is about, as it was typed.
std::string explain(chat::Problem problem, std::string_view subject);

/// What a line from a hub means to a client.
enum class Kind {
  name_wanted,  ///< `Username?`
  welcome,      ///< `You are now connected, NAME!`
  goodbye,      ///< `Goodbye NAME!`
  error,        ///< `! text`
  other         ///< Messages and notices: for the person, not for the program.
};
Kind classify(std::string_view line);

/// What to send so that `text` becomes a message even if it looks like a command that this dialect
/// does not have, as `/usr/bin/ld: not found` does. Its own commands, and `exit`, stay commands.
std::string escape(std::string_view text);

}  // namespace tertulia::wire::plain
