#pragma once

#include <cstddef>
#include <optional>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/terminal/console.h"

#include "terminal/line_splitter.h"

namespace tertulia::terminal {

/// A filter: the lines of one descriptor come in, what is printed goes out on another. Both are
/// borrowed, and may be of any sort; an input that is not open is at its end. What a slow reader
/// has not taken by the end, the destructor waits for.
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
  void hand_over();
  void end_input();
  void flush();
  void write_some(std::size_t most);
  void forget_written();

  reactor::Reactor& reactor_;
  Handler& handler_;
  int input_;
  int output_;
  LineSplitter lines_;
  std::optional<reactor::FdWatch> watch_;     ///< Where the input is open.
  std::optional<reactor::FdWatch> writable_;  ///< While something waits.
  std::string pending_;
  std::size_t written_ = 0;  // of what is pending
  bool paused_ = true;
  bool input_ended_ = false;
  bool deferred_ = false;
  bool end_told_ = false;
  bool output_lost_ = false;
};

}  // namespace tertulia::terminal
