#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/terminal/console.h"

#include "terminal/history_search.h"
#include "terminal/screen.h"
#include "terminal/terminal_mode.h"

namespace tertulia::terminal {

/// The line being edited on the terminal: a small interface over GNU Readline's callback interface.
/// No function waits for a key. Only one may exist at a time. Readline edits and never draws; the
/// line takes one row of the screen.
///
/// The outcomes of keys are queued, and the owner fetches them with `next_outcome()`. So no code of
/// the owner runs inside Readline.
class EditedLine {
 public:
  enum class Kind {
    line,          ///< A finished line; it is printed as a whole, and a new line begins.
    end_of_input,  ///< Ctrl-D on an empty line.
    paste,         ///< The beginning of a bracketed paste.
    complete       ///< Tab, if the line completes.
  };
  struct Outcome {
    Kind kind;
    std::string text;
    bool kept = false;  ///< Whether the history has got this line.
  };

  /// `on_output`: there is output in `terminal_stream()`. It must not call the line.
  EditedLine(reactor::Reactor& reactor, std::function<void()> on_output);
  /// Restores the terminal. An unfinished line stays on the screen, so that the user can copy it;
  /// an empty line and its prompt are removed.
  ~EditedLine();
  EditedLine(const EditedLine&) = delete;
  EditedLine& operator=(const EditedLine&) = delete;

  /// Handles one key and removes it from the front of `keys`: one byte, or more if Readline asks
  /// for more. `keys` must consist of whole characters.
  void feed(std::string_view& keys);
  /// Whether this escape sequence is a key that does something.
  static bool is_key(std::string_view sequence);
  /// Inserts text at the cursor, without interpreting it as keys. The caller calls `show()`
  /// afterwards.
  void insert(std::string_view text);
  /// The line as it is now, with the cursor before the byte `point()`. Valid until the next change.
  static std::string_view text();
  static std::size_t point();
  /// Replaces what is between the byte `begin` and the cursor. One undo takes it back. The caller
  /// calls `show()` afterwards.
  void replace_before_point(std::size_t begin, std::string_view text);
  /// Whether Tab is an outcome, except while the line is hidden; at first it inserts itself.
  void set_completes(bool completes) { completes_ = completes; }
  /// Finishes the line, as Enter does.
  void accept();
  /// Ends an unfinished search, count or key sequence.
  void end_command();
  /// Whether the user has typed something that is not finished.
  bool has_text() const;
  /// Removes all text from the line. The caller calls `show()` afterwards.
  void clear();
  /// Removes the oldest outcome from the queue and returns it; nothing if the queue is empty.
  std::optional<Outcome> next_outcome();

  /// Removes the line from the screen until `show()`.
  void hide();
  void show();
  /// Prints a line above the edited one, which stays hidden until `show()`. If the printed line
  /// takes several rows, all except the first are indented.
  void print_above(StyledLine line);
  /// See `Screen`.
  void set_color(bool color) { screen_.set_color(color); }
  void set_status(std::string_view text) { screen_.set_status(text); }
  void set_translation_note(std::string note) { screen_.set_translation_note(std::move(note)); }
  void ring() { screen_.ring(); }
  const base::Terminal& terminal() { return screen_.terminal(); }
  /// Handles the terminal's answer about the cursor; false if nothing was asked.
  bool handle_cursor_report(std::size_t column) { return screen_.handle_cursor_report(column); }
  void set_prompt(std::string_view prompt, Console::History history);
  /// Adds lines of an earlier run to the history, oldest first.
  static void load_history(const std::vector<std::string>& lines);
  /// Removes these lines from the history.
  void forget(std::string_view line) const;
  /// Adapts to the terminal's new size.
  void resize() { screen_.resize(); }
  /// Sets the terminal's mode again and redraws the line, after another program has used the
  /// terminal.
  void redraw();
  /// Restores the terminal's former mode while another program uses it, and takes it back.
  void leave_terminal();
  void enter_terminal();

 private:
  static void handle_line(char* line) noexcept;
  static int handle_paste_key(int count, int key) noexcept;
  static int handle_clear(int count, int key) noexcept;
  static int handle_tab(int count, int key) noexcept;
  static int handle_search_back(int count, int key) noexcept;
  static int handle_search_forward(int count, int key) noexcept;
  std::string_view read_keys(std::string_view keys);
  bool handle_search_key(std::string_view& keys);
  bool end_search_with(std::string_view& keys, bool abandons);
  void begin_search(HistorySearch::Direction direction);
  void show_search();
  void end_search();
  void replace_text(const std::string& text);
  void use_prompt(const std::string& prompt);
  static bool has_hidden_text() noexcept;
  static void draw() noexcept;
  void draw_again() const;
  void print_finished(std::string_view line);
  bool add_to_history(const std::string& line) const;
  void apply_prompt();

  Screen screen_;
  TerminalMode mode_;
  std::deque<Outcome> outcomes_;
  std::string prompt_;
  std::optional<HistorySearch> search_;
  std::string searched_for_;  ///< In the former search.
  std::string set_aside_;     ///< What was typed before the line was hidden.
  Console::History history_ = Console::History::skip;
  bool prompt_changed_ = false;
  bool hidden_ = false;
  bool changed_ = false;
  bool completes_ = false;
};

}  // namespace tertulia::terminal
