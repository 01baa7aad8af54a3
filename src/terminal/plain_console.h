#pragma once

#include <cstddef>
#include <optional>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "terminal/line_splitter.h"

namespace tertulia::terminal {

/// The console without a terminal: it reads lines from one descriptor and prints to another. Both
/// are borrowed, may be of any kind, and must outlive the console. An input descriptor that is not
/// open is treated as the end of the input. The destructor blocks until a slow reader of the output
/// has read all.
class PlainConsole final : public Console, private reactor::DeferredTask {
 public:
  PlainConsole(reactor::Reactor& reactor, Handler& handler, int input, int output);
  ~PlainConsole() override;

  void print(std::string_view line) override;
  void set_prompt(std::string_view /*prompt*/, History /*history*/) override {}
  void pause_input() override;
  void resume_input() override;
  std::size_t unprinted() const override { return pending_.size() - written_; }
  bool interactive() const override { return false; }

 private:
  void run() override;
  void defer();
  void read_input();
  void deliver();
  void end_input();
  void flush();
  void write_some(std::size_t max);
  void discard_written();

  reactor::Reactor& reactor_;
  Handler& handler_;
  int input_;
  int output_;
  bool is_terminal_;  ///< Whether the output is a terminal.
  LineSplitter lines_;
  std::optional<reactor::FdWatch> watch_;     ///< Empty if the input is not open.
  std::optional<reactor::FdWatch> writable_;  ///< Only while output waits.
  std::string pending_;
  std::size_t written_ = 0;  // bytes of pending_ that are written
  bool paused_ = true;
  bool input_ended_ = false;
  bool deferred_ = false;
  bool end_reported_ = false;
  bool output_closed_ = false;
};

}  // namespace tertulia::terminal
