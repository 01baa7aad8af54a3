#pragma once

#include <cstddef>

#include <termios.h>

namespace tertulia::terminal {

/// The terminal's mode while a line is edited: each key arrives at once, nothing echoes it, and
/// pastes are bracketed. Only one may exist at a time.
///
/// The former mode is restored in every case: by `leave()`, by the destructor, and if the program
/// ends by `std::exit` or by any signal that can be caught. A process in the background leaves the
/// terminal as it is.
class TerminalMode {
 public:
  enum class Pastes { bracketed, plain };

  /// Calls `enter()`. Readline must be initialized.
  explicit TerminalMode(Pastes pastes);
  /// Calls `leave()`.
  ~TerminalMode();
  TerminalMode(const TerminalMode&) = delete;
  TerminalMode& operator=(const TerminalMode&) = delete;

  void enter();
  void leave();
  /// Sets the mode again, after another program may have changed it.
  void reassert() const;

 private:
  Pastes pastes_;
  termios raw_{};
};

/// The terminal edits lines itself, but does not show what the user types, only the end of a line.
/// The former mode is restored as by `TerminalMode`; only one object of both may exist at a time.
/// If the program ends meanwhile, what was typed is discarded: the shell would read and show it.
class HiddenInput {
 public:
  /// Calls `enter()`.
  HiddenInput();
  /// Calls `leave()`.
  ~HiddenInput();
  HiddenInput(const HiddenInput&) = delete;
  HiddenInput& operator=(const HiddenInput&) = delete;

  static void enter();
  static void leave();
  /// Discards what was typed and not read.
  static void discard();
};

/// How many bytes can be read from the terminal without blocking.
std::size_t unread_bytes();

/// Stops this process, as the shell's job control expects, and returns when it continues.
void stop_for_shell();

}  // namespace tertulia::terminal
