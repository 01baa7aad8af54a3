#pragma once

#include <termios.h>

namespace tertulia::terminal {

/// The terminal's mode while lines are edited: keys come one by one, Readline echoes them, and
/// pastes are bracketed. There can be one only.
///
/// However the program ends while this lives (`std::exit`, `abort`, a crash), the mode that was
/// found is put back.
class TerminalMode {
 public:
  enum class Pastes { bracketed, plain };

  /// Enters; Readline must have been initialized.
  explicit TerminalMode(Pastes pastes);
  /// Leaves.
  ~TerminalMode();
  TerminalMode(const TerminalMode&) = delete;
  TerminalMode& operator=(const TerminalMode&) = delete;

  void enter();
  void leave();
  /// Sets the mode once more, after others may have changed it behind our back.
  void reassert();

 private:
  void set_raw() const;

  Pastes pastes_;
  termios raw_{};
};

}  // namespace tertulia::terminal
