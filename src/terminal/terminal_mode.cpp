#include "terminal/terminal_mode.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>

#include <errno.h>
#include <readline/readline.h>
#include <signal.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tertulia/base/standard_streams.h"
#include "tertulia/base/terminal_text.h"

namespace tertulia::terminal {
namespace {

constexpr std::string_view kBracketPastes = "\x1b[?2004h";
constexpr std::string_view kDoNotBracketPastes = "\x1b[?2004l";
/// The signals that do not end a process by default. Every other one does, as far as POSIX and the
/// systems here go, real-time signals included.
constexpr std::array kHarmlessSignals{SIGCHLD, SIGCONT, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU,
#ifdef SIGINFO
                                      SIGINFO,
#endif
                                      SIGURG,  SIGWINCH};

struct FormerMode {
  volatile sig_atomic_t armed = 0;
  int terminal = -1;
  termios mode{};
  bool hides_input = false;
  std::string_view restore_sequence;
};
FormerMode former_mode;

// In the background the terminal is the shell's, and whoever changes its mode is stopped.
bool is_in_background() noexcept {
  const auto foreground = ::tcgetpgrp(STDIN_FILENO);
  return foreground > 0 && foreground != ::getpgrp();
}

// Must be safe in a signal handler.
void restore_mode() noexcept {
  if (former_mode.armed == 0 || is_in_background()) return;
  former_mode.armed = 0;
  [[maybe_unused]] const auto written =
      ::write(former_mode.terminal, former_mode.restore_sequence.data(),
              former_mode.restore_sequence.size());
  if (former_mode.hides_input) ::tcflush(STDIN_FILENO, TCIFLUSH);
  ::tcsetattr(STDIN_FILENO, TCSANOW, &former_mode.mode);
}

void restore_mode_and_raise(int number) noexcept {
  restore_mode();
  ::raise(number);
}

void watch_for_fatal_signals() {
  struct sigaction action {};
  action.sa_handler = restore_mode_and_raise;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (int number = 1; number < NSIG; ++number) {
    if (std::ranges::find(kHarmlessSignals, number) != kHarmlessSignals.end()) continue;
    struct sigaction former {};
    if (::sigaction(number, nullptr, &former) != 0) continue;
    if (former.sa_handler == SIG_DFL) ::sigaction(number, &action, nullptr);
  }
}

void restore_mode_at_end() {
  former_mode.terminal = base::output_descriptor();
  static const int once = [] {
    watch_for_fatal_signals();
    return std::atexit(restore_mode);
  }();
  static_cast<void>(once);
}

// In the background this stops the process until the shell puts it into the foreground: the mode
// before that is the shell's own.
void wait_for_foreground() {
  while (::tcdrain(STDIN_FILENO) != 0 && errno == EINTR) {
  }
}

/// The program may end while it prints, with autowrap off. Below the edited row there may be a
/// status.
std::string_view restore_sequence(TerminalMode::Pastes pastes) {
  return pastes == TerminalMode::Pastes::bracketed ? "\x1b[?2004l\x1b[?7h\n\x1b[J"
                                                   : "\x1b[?7h\n\x1b[J";
}

void write_terminal(std::string_view text) { fwrite(text.data(), 1, text.size(), rl_outstream); }

}  // namespace

TerminalMode::TerminalMode(Pastes pastes) : pastes_(pastes) {
  restore_mode_at_end();
  enter();
}

TerminalMode::~TerminalMode() { leave(); }

void TerminalMode::enter() {
  wait_for_foreground();
  ::tcgetattr(STDIN_FILENO, &former_mode.mode);
  former_mode.hides_input = false;
  former_mode.restore_sequence = restore_sequence(pastes_);
  former_mode.armed = 1;
  rl_prep_terminal(1);
  rl_tty_set_echoing(0);
  ::tcgetattr(STDIN_FILENO, &raw_);
  // Ctrl-S searches forward. As flow control it would stop the output, and so the loop.
  raw_.c_iflag &= ~static_cast<tcflag_t>(IXON | IXOFF);
  // A key that sends a signal must not discard input that we have not read yet.
  raw_.c_lflag |= NOFLSH;
  reassert();
}

void TerminalMode::leave() {
  if (!is_in_background()) {
    if (pastes_ == Pastes::bracketed) write_terminal(kDoNotBracketPastes);
    rl_deprep_terminal();
  }
  former_mode.armed = 0;
}

void TerminalMode::reassert() const {
  ::tcsetattr(STDIN_FILENO, TCSANOW, &raw_);  // does not wait for the output
  if (pastes_ == Pastes::bracketed) write_terminal(kBracketPastes);
}

HiddenInput::HiddenInput() {
  restore_mode_at_end();
  enter();
}

HiddenInput::~HiddenInput() { leave(); }

void HiddenInput::enter() {
  wait_for_foreground();
  ::tcgetattr(STDIN_FILENO, &former_mode.mode);
  former_mode.hides_input = true;
  former_mode.restore_sequence = "\n";
  former_mode.armed = 1;
  auto hidden = former_mode.mode;
  hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  hidden.c_lflag |= ECHONL;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
}

void HiddenInput::leave() {
  if (former_mode.armed == 0) return;
  if (!is_in_background()) ::tcsetattr(STDIN_FILENO, TCSANOW, &former_mode.mode);
  former_mode.armed = 0;
}

void HiddenInput::discard() {
  if (!is_in_background()) ::tcflush(STDIN_FILENO, TCIFLUSH);
}

std::size_t unread_bytes() {
  int available = 0;
  if (::ioctl(STDIN_FILENO, FIONREAD, &available) != 0 || available <= 0) return 0;
  return static_cast<std::size_t>(available);
}

void stop_for_shell() {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  struct sigaction ours {};
  ::sigaction(SIGTSTP, &standard, &ours);
  ::raise(SIGTSTP);
  ::sigaction(SIGTSTP, &ours, nullptr);
}

}  // namespace tertulia::terminal
