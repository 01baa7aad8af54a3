#include "tertulia/terminal/console.h"

#include <unistd.h>

#include "tertulia/base/standard_streams.h"
#include "tertulia/base/terminal_text.h"

#include "terminal/line_editor.h"
#include "terminal/plain_console.h"
#include "terminal/plain_terminal.h"

namespace tertulia::terminal {

std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler,
                                      Mode mode) {
  if (mode == Mode::plain) base::use_plain_terminal();
  const bool on_terminal = ::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0;
  if (on_terminal && base::terminal().has_sequences) {
    return std::make_unique<LineEditor>(reactor, handler);
  }
  const PlainConsole::Descriptors descriptors{STDIN_FILENO, base::output_descriptor(),
                                              base::error_descriptor()};
  if (on_terminal) return std::make_unique<PlainTerminal>(reactor, handler, descriptors);
  return std::make_unique<PlainConsole>(reactor, handler, descriptors);
}

}  // namespace tertulia::terminal
