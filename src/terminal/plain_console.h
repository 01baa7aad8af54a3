#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "terminal/line_splitter.h"
#include "terminal/output.h"

namespace tertulia::terminal {

/// The console without a terminal: it reads lines from one descriptor, and prints to two others:
/// lines, and errors. The descriptors are borrowed, may be of any kind, and must outlive the
/// console. An input descriptor that is not open is treated as the end of the input. The destructor
/// drains the output, if that was not done before.
class PlainConsole : public Console, private reactor::DeferredTask {
 public:
  struct Descriptors {
    int input, output, errors;
  };

  PlainConsole(reactor::Reactor& reactor, Handler& handler, Descriptors descriptors);
  ~PlainConsole() override;

  void print(std::string_view line) override { output_.print(line); }
  void print(const StyledLine& line) override { print(line.text()); }
  void print_error(std::string_view line) override {
    (one_output_ ? output_ : errors_).print(line);
  }
  void set_color(bool /*color*/) override {}
  void set_prompt(std::string_view /*prompt*/, History /*history*/) override {}
  void set_status(std::string_view /*text*/) override {}
  void set_completer(Completer /*completer*/) override {}
  void ring() override {}
  using Console::set_paste_guard;
  void set_paste_guard(PasteGuard /*guard*/) override {}
  void keep_history(const std::string& /*path*/) override {}
  void forget(std::string_view /*line*/) override {}
  void set_texts(Texts /*texts*/) override {}
  void pause_input() override;
  void resume_input() override;
  bool discard_input() override { return false; }
  std::size_t unprinted() const override {
    return output_.output.pending() + errors_.output.pending();
  }
  void drain() override;
  bool interactive() const override { return false; }

 protected:
  /// Discards all input that was not delivered. Returns whether there was any.
  bool discard_lines();
  /// Rings the bell, unless the output accepts nothing now.
  void ring_bell();

 private:
  /// Whether no more input can follow; otherwise the handler is told, and reading goes on.
  virtual bool is_last_end() const { return true; }
  struct Channel {
    void print(std::string_view line);
    void drain();

    Output output;
    int fd;
    bool is_terminal;
  };

  void run() override;
  void defer();
  void read_input();
  void deliver();
  void end_input();
  void handle_written();

  reactor::Reactor& reactor_;
  Handler& handler_;
  int input_;
  Channel output_;
  Channel errors_;
  bool one_output_;  // standard error is the same file: the order of the lines stays
  LineSplitter lines_;
  std::optional<reactor::FdWatch> watch_;  ///< Empty if the input is not open.
  bool paused_ = true;
  bool input_ended_ = false;
  bool deferred_ = false;
  bool end_reported_ = false;
  bool drained_ = false;
};

}  // namespace tertulia::terminal
