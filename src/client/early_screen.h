#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tertulia::reactor {
class Reactor;
}

/// What the client says before it has a console: the terminal is still as the shell left it, and
/// Ctrl-C ends the program.
namespace tertulia::client {

/// The descriptor of the screen of a user who waits; -1 if there is none. Standard output has a
/// terminal's text only if input comes from there, too: otherwise it is the output of a filter.
int find_screen();

/// Whether a user at a terminal can answer a question.
bool can_ask();

/// Prints one line, made safe, if the terminal takes it now: one that does not must not stop the
/// program.
void tell_user(std::string_view line);

/// Prints the text, made safe line by line, and runs the loop until the user has typed a line. What
/// was typed before is dropped. Returns the line without its newline, or nothing at the end of the
/// input. Precondition: `can_ask()`.
std::optional<std::string> ask_user(reactor::Reactor& reactor, std::string_view question);

}  // namespace tertulia::client
