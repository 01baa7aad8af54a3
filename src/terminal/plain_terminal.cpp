#include "terminal/plain_terminal.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

namespace tertulia::terminal {

PlainTerminal::PlainTerminal(reactor::Reactor& reactor, Handler& handler, Descriptors descriptors)
    : PlainConsole(reactor, handler, descriptors),
      on_stop_(reactor, SIGTSTP, [this] { stop_process(); }) {}

PlainTerminal::~PlainTerminal() {
  if (hidden_) hidden_->discard();
}

/// The prompt would be in the way of what is printed next.
void PlainTerminal::set_prompt(std::string_view /*prompt*/, History history) {
  if (history != History::hide) return hidden_.reset();
  if (!hidden_) hidden_.emplace();
}

void PlainTerminal::set_status(std::string_view text) {
  if (status_ == text) return;
  status_ = text;
  if (!text.empty()) print(text);
}

bool PlainTerminal::discard_input() {
  const bool unread = unread_bytes() > 0;
  ::tcflush(STDIN_FILENO, TCIFLUSH);
  return discard_lines() || unread;
}

/// After Ctrl-D more may follow, but not after the terminal has gone.
bool PlainTerminal::is_last_end() const {
  termios mode{};
  return ::tcgetattr(STDIN_FILENO, &mode) != 0;
}

void PlainTerminal::stop_process() {
  if (hidden_) hidden_->leave();
  stop_for_shell();
  if (hidden_) hidden_->enter();
}

}  // namespace tertulia::terminal
