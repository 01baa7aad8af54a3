#include "tertulia/terminal/console.h"

#include <unistd.h>

#include "tertulia/base/standard_streams.h"

#include "terminal/line_editor.h"
#include "terminal/plain_console.h"

namespace tertulia::terminal {

std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler) {
  if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0) {
    return std::make_unique<LineEditor>(reactor, handler);
  }
  const PlainConsole::Descriptors descriptors{STDIN_FILENO, base::output_descriptor(),
                                              base::error_descriptor()};
  return std::make_unique<PlainConsole>(reactor, handler, descriptors);
}

}  // namespace tertulia::terminal
