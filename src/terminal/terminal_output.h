#pragma once

#include <cstddef>
#include <functional>

#include <stdio.h>

#include "terminal/output.h"

namespace tertulia::terminal {

/// The stream for all output of Readline and of this layer (`rl_outstream`). It writes to memory,
/// so that neither ever waits for the terminal. It lives as long as the process.
FILE* terminal_stream();

/// A descriptor of the terminal that never blocks, so that a terminal that nobody reads cannot stop
/// the program. It is opened anew, because O_NONBLOCK on standard output would also affect the
/// other programs that share it. Standard output itself if that is not possible. It is opened once,
/// and stays open.
int terminal_descriptor();

/// Carries the output from the stream to the terminal. The destructor drains it.
class TerminalOutput {
 public:
  /// A terminal that accepts nothing for so long at the end of the program is not waited for.
  static constexpr base::Duration kPatience{1'000};

  /// `on_written`: all output that had to wait is written.
  TerminalOutput(reactor::Reactor& reactor, std::function<void()> on_written);
  ~TerminalOutput();
  TerminalOutput(const TerminalOutput&) = delete;
  TerminalOutput& operator=(const TerminalOutput&) = delete;

  /// Takes all output from the stream, and writes what the terminal accepts now.
  void flush();
  /// The number of bytes that wait for the terminal.
  std::size_t pending() const { return output_.pending(); }
  /// Like `flush()`, but waits while the terminal accepts output.
  void drain();

 private:
  void take();

  Output output_;
};

}  // namespace tertulia::terminal
