#include "tertulia/terminal/console.h"

#include <unistd.h>

#include "terminal/line_editor.h"
#include "terminal/plain_console.h"

namespace tertulia::terminal {

std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler) {
  if (::isatty(STDIN_FILENO) != 0 && ::isatty(STDOUT_FILENO) != 0) {
    return std::make_unique<LineEditor>(reactor, handler);
  }
  constexpr PlainConsole::Descriptors kStandard{STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO};
  return std::make_unique<PlainConsole>(reactor, handler, kStandard);
}

}  // namespace tertulia::terminal
