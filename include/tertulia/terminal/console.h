#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "tertulia/reactor/reactor.h"

namespace tertulia::terminal {

/// The user's end of a program: lines typed come in, lines to show go out, at any time and in any
/// order, without either blocking the loop or spoiling the other.
///
/// On a terminal it is a line editor: what is printed appears above the line being typed, which
/// stays as it was, cursor and all. Otherwise it is a plain filter from standard input to standard
/// output, without prompts.
class Console {
 public:
  class Handler {
   public:
    /// One line of input, without its newline. On a terminal it stays on the screen behind the
    /// prompt, as it was typed.
    virtual void on_line(std::string line) = 0;
    /// There will be no more input (Ctrl-D on an empty line: there is none for now).
    virtual void on_end_of_input() = 0;
    /// All that had to wait has been printed: `unprinted()` is back at 0.
    virtual void on_printed() {}

   protected:
    ~Handler() = default;
  };

  /// Whether typed lines are kept for the arrow keys to bring back.
  enum class History { keep, skip };

  /// Restores the terminal; a filter first prints what waits, unless a signal comes. Must not be
  /// destroyed from within a call to its handler.
  virtual ~Console() = default;
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  /// Shows one line. `base::safe()` is applied here, and on a terminal all rows of the line but the
  /// first are indented, so nothing printed can move the cursor, forge a line or change the
  /// terminal.
  virtual void print(std::string_view line) = 0;
  /// Bytes that wait for a slow reader of standard output. Who prints what comes in without end
  /// should stop at `kHighWaterMark` until `on_printed()`. Where that reader has gone, nothing
  /// waits: what is printed then is dropped.
  virtual std::size_t unprinted() const = 0;
  static constexpr std::size_t kHighWaterMark = 64 * 1024;
  /// What stands before the line being typed; empty at first. Says nothing in a filter.
  virtual void set_prompt(std::string_view prompt, History history) = 0;
  /// From now on, even in the middle of a paste or of a file, no line is handed over until
  /// `resume_input()`; nothing is lost. It starts out paused, so that the prompt can be set first.
  /// While paused nothing is read: what is typed waits in the terminal.
  virtual void pause_input() = 0;
  virtual void resume_input() = 0;
  /// Whether a person sits there.
  virtual bool interactive() const = 0;

 protected:
  Console() = default;
};

/// A line editor where both standard input and standard output are terminals, a filter elsewhere.
/// There can be one only. The reactor must watch any descriptor (`Reactor::Watch::any_descriptor`).
/// While a line editor lives, it shows the program's log too where that goes to the terminal.
std::unique_ptr<Console> open_console(reactor::Reactor& reactor, Console::Handler& handler);

}  // namespace tertulia::terminal
