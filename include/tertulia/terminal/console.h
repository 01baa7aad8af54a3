#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/reactor.h"

namespace tertulia::terminal {

/// The user's side of a program: it reads lines of input and prints lines of output, at any time
/// and in any order. Neither blocks the loop, and neither disturbs the other.
///
/// On a terminal it is a line editor: output appears above the line being edited, and that line and
/// its cursor stay as they were. Elsewhere it is a filter: it reads standard input and writes
/// standard output, without prompts.
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

  /// Whether the editor keeps lines in the history that the arrow keys show.
  enum class History {
    keep,
    skip,
    hide  ///< It does not, and shows nothing of what the user types.
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
  /// Prints one line that tells the user about an error of theirs: a filter prints it to standard
  /// error.
  virtual void print_error(std::string_view line) = 0;
  /// Bytes that wait for a terminal, or a reader of standard output, that accepts nothing now. A
  /// caller that prints unlimited output stops at `kHighWaterMark` and continues in `on_printed()`.
  /// If the reader has closed its end, further output is dropped, and this is 0.
  virtual std::size_t unprinted() const = 0;
  static constexpr std::size_t kHighWaterMark = 64 * 1024;
  /// Sets the text before the line being edited; at first it is empty. A filter ignores it.
  virtual void set_prompt(std::string_view prompt, History history) = 0;
  /// The history must not have this line.
  virtual void forget(std::string_view line) = 0;
  /// Stops calls to `on_line()` until `resume_input()`, even in the middle of a paste or a file; no
  /// input is lost. Input starts paused, so that the prompt can be set first. While it is paused
  /// nothing is read: typed text waits in the terminal.
  virtual void pause_input() = 0;
  virtual void resume_input() = 0;
  /// Discards the text that the user is typing, with all input that was not delivered yet, and with
  /// the rest of a paste. Returns whether there was any. A filter discards nothing.
  virtual bool discard_input() = 0;
  /// Blocks until the waiting output is printed, a signal comes, or writing fails. It does not wait
  /// for a terminal that accepts nothing for a second.
  virtual void drain() = 0;
  /// Whether a person uses it: true for the line editor, false for the filter.
  virtual bool interactive() const = 0;

 protected:
  Console() = default;
};

/// Makes a line editor if standard input and standard output are both terminals, otherwise a
/// filter. Only one console may exist at a time. `reactor` must watch any descriptor
/// (`Reactor::Watch::any_descriptor`) and outlive the console, as must `handler`. While a line
/// editor exists, it also prints the program's log if standard error is a terminal.
std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler);

}  // namespace tertulia::terminal
