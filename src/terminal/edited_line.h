#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/terminal/console.h"

#include "terminal/terminal_mode.h"

namespace tertulia::terminal {

/// The line being edited on the terminal: GNU Readline's callback interface as a few verbs, none of
/// which ever waits for a key. There can be one only.
///
/// What keys lead to is queued, and taken with `next_outcome()`: so no caller's code runs inside of
/// Readline.
class EditedLine {
 public:
  enum class Kind {
    line,          ///< Accepted; it stays on the screen, and a new line is begun.
    end_of_input,  ///< Ctrl-D on an empty line.
    paste          ///< The terminal began a bracketed paste.
  };
  struct Outcome {
    Kind kind;
    std::string text;
  };

  EditedLine();
  /// Restores the terminal. Text that was typed and not accepted is left on the screen, to be
  /// copied; an empty line is taken off it.
  ~EditedLine();
  EditedLine(const EditedLine&) = delete;
  EditedLine& operator=(const EditedLine&) = delete;

  /// Takes one key off the front of `keys`: one byte, or more where Readline asks for them. They
  /// must be whole characters.
  void feed(std::string_view& keys);
  /// Inserts text that is no keys; `show()` is due afterwards.
  void insert(std::string_view text);
  /// Accepts the line, as Enter does.
  void accept();
  /// Ends a search, a count or a key sequence that is under way.
  void end_command();
  std::optional<Outcome> next_outcome();

  /// Takes the line off the screen until `show()`; the cursor is where it began.
  void hide();
  void show();
  /// Writes a line above this one, which stays hidden afterwards. Where it takes several rows, all
  /// but the first are indented.
  void print_above(std::string_view text);
  void set_prompt(std::string_view prompt, Console::History history);
  /// Follows the terminal's size.
  void resize();
  /// Draws it anew in a terminal that others have written to.
  void redraw();
  /// The terminal as it was for as long as another program has it.
  void leave_terminal();
  void enter_terminal();

 private:
  static void handle_line(char* line) noexcept;
  static int handle_paste_key(int count, int key) noexcept;
  void leave_text();
  void remember(const std::string& line) const;
  void apply_prompt();

  TerminalMode mode_;
  std::deque<Outcome> outcomes_;
  std::string prompt_;
  Console::History history_ = Console::History::skip;
  bool prompt_changed_ = false;
  bool hidden_ = false;
  bool changed_ = false;
};

}  // namespace tertulia::terminal
