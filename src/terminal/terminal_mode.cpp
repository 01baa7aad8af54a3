#include "terminal/terminal_mode.h"

#include <array>
#include <cstdlib>
#include <string_view>

#include <errno.h>
#include <readline/readline.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

namespace tertulia::terminal {
namespace {

constexpr std::string_view kBracketPastes = "\x1b[?2004h";
constexpr std::string_view kDoNotBracketPastes = "\x1b[?2004l";
constexpr std::array kFatalSignals{SIGABRT, SIGQUIT, SIGSEGV, SIGBUS, SIGILL, SIGFPE};

struct Emergency {
  volatile sig_atomic_t armed = 0;
  termios found{};
  std::string_view goodbye;
};
Emergency emergency;

// Only what is safe in a signal's handler.
void put_back() noexcept {
  if (emergency.armed == 0) return;
  emergency.armed = 0;
  [[maybe_unused]] const auto written =
      ::write(STDOUT_FILENO, emergency.goodbye.data(), emergency.goodbye.size());
  ::tcsetattr(STDIN_FILENO, TCSANOW, &emergency.found);
}

void put_back_and_die(int number) noexcept {
  put_back();
  ::raise(number);
}

void watch_for_fatal_signals() {
  struct sigaction action {};
  action.sa_handler = put_back_and_die;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int number : kFatalSignals) {
    struct sigaction found {};
    ::sigaction(number, nullptr, &found);
    if (found.sa_handler == SIG_DFL) ::sigaction(number, &action, nullptr);
  }
}

// In the background this stops the process until its shell brings it forward: the mode found before
// would be the shell's own.
void wait_for_foreground() {
  while (::tcdrain(STDIN_FILENO) != 0 && errno == EINTR) {
  }
}

void write_terminal(std::string_view text) {
  fwrite(text.data(), 1, text.size(), rl_outstream);
  fflush(rl_outstream);
}

}  // namespace

TerminalMode::TerminalMode(Pastes pastes) : pastes_(pastes) {
  static const int once = [] {
    watch_for_fatal_signals();
    return std::atexit(put_back);
  }();
  static_cast<void>(once);
  enter();
}

TerminalMode::~TerminalMode() { leave(); }

void TerminalMode::enter() {
  wait_for_foreground();
  ::tcgetattr(STDIN_FILENO, &emergency.found);
  emergency.goodbye = pastes_ == Pastes::bracketed ? "\x1b[?2004l\n" : "\n";
  emergency.armed = 1;
  rl_prep_terminal(1);
  ::tcgetattr(STDIN_FILENO, &raw_);
  // Ctrl-S searches forward: it must not stop the screen, and with it the loop.
  raw_.c_iflag &= ~static_cast<tcflag_t>(IXON | IXOFF);
  // A signal's key must not throw away what was typed before it: we may be just about to read that.
  raw_.c_lflag |= NOFLSH;
  set_raw();
}

void TerminalMode::leave() {
  if (pastes_ == Pastes::bracketed) write_terminal(kDoNotBracketPastes);
  rl_deprep_terminal();
  emergency.armed = 0;
}

void TerminalMode::reassert() { set_raw(); }

void TerminalMode::set_raw() const {
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw_);
  if (pastes_ == Pastes::bracketed) write_terminal(kBracketPastes);
}

}  // namespace tertulia::terminal
