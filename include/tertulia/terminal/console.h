#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/styled_line.h"
#include "tertulia/terminal/texts.h"

namespace tertulia::terminal {

/// The user's side of a program: it reads lines of input and prints lines of output, at any time
/// and in any order. Neither blocks the loop, and neither disturbs the other.
///
/// There are three kinds, see `open_console()`:
///  - The line editor, on a terminal: output appears above the line being edited, and that line and
///    its cursor stay as they were. Below it there may be a row with the status.
///  - The plain terminal, for screen readers and for terminals that cannot move their cursor: the
///    terminal itself edits lines, and the program prints nothing but whole lines.
///  - The filter, elsewhere: it reads standard input and writes standard output.
/// The plain terminal and the filter have no prompts. What follows says which functions do nothing
/// there.
class Console {
 public:
  class Handler {
   public:
    /// One line of input, without its newline. On a terminal it stays visible after the prompt, as
    /// the user typed it.
    virtual void on_line(std::string line) = 0;
    /// The end of the input. On a terminal, Ctrl-D on an empty line also calls it, and more input
    /// may follow.
    virtual void on_end_of_input() = 0;
    /// All waiting output has been printed: `unprinted()` is 0 again.
    virtual void on_printed() {}
    /// A filter cannot write its output, and not because the reader has closed its end. The output
    /// waits for room on a full disk, and is dropped after another error. Called again only if
    /// writing has succeeded meanwhile.
    virtual void on_output_failed(std::string_view /*reason*/) {}

   protected:
    ~Handler() = default;
  };

  /// The candidates for the word before the cursor, which is at the byte `point` of `line`. A word
  /// is text without blanks and tabs, as names of users and of rooms are; it may be empty. Each
  /// candidate replaces the whole word, so it ends with a blank or `: ` where the user wants one.
  using Completer =
      std::function<std::vector<std::string>(std::string_view line, std::size_t point)>;

  /// What a paste of several lines needs before its lines are delivered.
  struct PasteGuard {
    std::size_t max_lines = 0;  ///< 0: all pastes are delivered at once.
    /// What to ask before more lines than that, for example "Send 12 lines? [y/N]".
    std::function<std::string(std::size_t lines)> question;
  };

  /// Whether the editor keeps lines in the history that the arrow keys show.
  enum class History {
    keep,
    skip,
    hide  ///< It does not, and shows nothing of what the user types. Tab inserts itself.
  };

  /// Restores the terminal, and drains the output. The console must not be destroyed inside a call
  /// to its handler.
  virtual ~Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Prints one line. The console applies `base::safe()`, and on a terminal it indents all rows of
  /// the line except the first. So no output can move the cursor, forge a line or change the
  /// terminal.
  virtual void print(std::string_view line) = 0;
  /// The same, with colours and other styles if `set_color(true)` was called. Only the line editor
  /// shows them.
  virtual void print(const StyledLine& line) = 0;
  /// Prints one line that tells the user about an error of theirs: a filter prints it to standard
  /// error.
  virtual void print_error(std::string_view line) = 0;
  /// Bytes that wait for a terminal, or a reader of standard output, that accepts nothing now. A
  /// caller that prints unlimited output stops at `kHighWaterMark` and continues in `on_printed()`.
  /// If the reader has closed its end, further output is dropped, and this is 0.
  virtual std::size_t unprinted() const = 0;
  static constexpr std::size_t kHighWaterMark = 64 * 1024;
  /// Whether styles are shown; at first they are not.
  virtual void set_color(bool color) = 0;
  /// Sets the text before the line being edited; at first it is empty. Only the line editor shows
  /// it. The plain terminal hides what the user types (`History::hide`), a filter does nothing.
  virtual void set_prompt(std::string_view prompt, History history) = 0;
  /// Shows a text in one row below the line being edited, in the place of the former one; an empty
  /// text removes the row. It is made safe, and cut off if the terminal is narrower. It is no part
  /// of what scrolls, and nothing of it stays when the console stops, ends, or is resized. A
  /// terminal of fewer than `kMinRowsForStatus` rows does not show it. It has at most 19 cells, and
  /// 20 more for each row that was printed before: on 80 columns, three rows are enough. The plain
  /// terminal prints the text as a line, if it is another one than before. A filter does nothing.
  virtual void set_status(std::string_view text) = 0;
  static constexpr std::size_t kMinRowsForStatus = 4;
  /// Lets Tab complete the word before the cursor: it inserts what all candidates begin with, and
  /// if there are several, Tab once more prints them. Without a completer (an empty function) Tab
  /// inserts itself. The completer is called from the loop. Only the line editor has one.
  virtual void set_completer(Completer completer) = 0;
  /// Rings the bell of the terminal, unless the terminal accepts nothing now. A filter does
  /// nothing.
  virtual void ring() = 0;
  /// Holds back a paste of more lines than the guard permits, and asks the user in a line above the
  /// edited one. One of the keys in `Texts::yes` delivers the lines, and any other key discards
  /// them. What the user has typed stays. The last line of a paste counts, too, if it has no end;
  /// it is not delivered, but becomes part of the edited line. The console holds at most
  /// `kMaxHeldPaste` bytes, and discards a larger paste as a whole. Only the line editor has a
  /// guard, and only on a terminal that brackets pastes.
  virtual void set_paste_guard(PasteGuard guard) = 0;
  void set_paste_guard(std::size_t max_lines,
                       std::function<std::string(std::size_t lines)> question) {
    set_paste_guard(PasteGuard{max_lines, std::move(question)});
  }
  static constexpr std::size_t kMaxHeldPaste = 1024 * 1024;
  /// Keeps the history across runs: loads the lines of this file, and appends each line that the
  /// history keeps after its `on_line()`. The file has the mode 0600 and at most 1,000 lines;
  /// several programs may share it. If that fails, the console prints `Texts::history_failed` once
  /// and uses the file no more. Only the line editor has a history.
  virtual void keep_history(const std::string& path) = 0;
  /// The history must not have this line, and neither must its file. In `on_line()` it is not
  /// written first.
  virtual void forget(std::string_view line) = 0;
  /// Replaces the texts that the console itself prints.
  virtual void set_texts(Texts texts) = 0;
  /// Stops calls to `on_line()` until `resume_input()`, even in the middle of a paste or a file; no
  /// input is lost. Input starts paused, so that the prompt can be set first. While it is paused
  /// nothing is read: typed text waits in the terminal.
  virtual void pause_input() = 0;
  virtual void resume_input() = 0;
  /// Discards the text that the user is typing, with all input that was not delivered yet, and with
  /// the rest of a paste. Returns whether there was any. The plain terminal does not know the line
  /// that the user is typing; a filter discards nothing.
  virtual bool discard_input() = 0;
  /// Blocks until the waiting output is printed, a signal comes, or writing fails. It does not wait
  /// for a terminal that accepts nothing for a second.
  virtual void drain() = 0;
  /// Whether a person uses it: false for the filter only.
  virtual bool interactive() const = 0;

 protected:
  Console() = default;
};

enum class Mode {
  automatic,
  plain  ///< Without escape sequences: on a terminal always the plain terminal.
};

/// If standard input and standard output are both terminals, makes a line editor, or a plain
/// terminal if TERM is `dumb` or unset. Otherwise makes a filter. Only one console may exist at a
/// time. `reactor` must watch any descriptor (`Reactor::Watch::any_descriptor`) and outlive the
/// console, as must `handler`. While a line editor exists, it also prints the program's log if
/// standard error is a terminal. `Mode::plain` applies to all that the process prints from now on
/// (`base::use_plain_terminal()`).
std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler,
                                      Mode mode = Mode::automatic);

}  // namespace tertulia::terminal
