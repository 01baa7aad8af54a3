#pragma once

#include <cstddef>
#include <functional>

#include <stdio.h>

#include "tertulia/reactor/reactor.h"

#include "terminal/output.h"

namespace tertulia::terminal {

/// The stream for all output of Readline and of this layer (`rl_outstream`). It writes to memory,
/// so that neither ever waits for the terminal. It lives as long as the process.
FILE* terminal_stream();

/// Carries the output from the stream to the terminal. The destructor drains it.
class TerminalOutput final : private reactor::DeferredTask {
 public:
  /// A terminal that accepts nothing for so long at the end of the program is not waited for.
  static constexpr base::Duration kPatience{1'000};

  /// `on_written`: all output that had to wait is written.
  TerminalOutput(reactor::Reactor& reactor, std::function<void()> on_written);
  ~TerminalOutput();
  TerminalOutput(const TerminalOutput&) = delete;
  TerminalOutput& operator=(const TerminalOutput&) = delete;

  /// Takes all output from the stream at the end of the loop's pass, and writes what the terminal
  /// accepts then.
  void request_flush();
  /// The number of bytes that wait for the terminal.
  std::size_t pending() const { return output_.pending(); }
  /// Whether nothing waits, and the terminal accepts at least a byte now.
  bool accepts_now() const { return output_.accepts_now(); }
  /// Takes all output from the stream now, and writes it while the terminal accepts output.
  void drain();

 private:
  void run() override;
  void take();

  reactor::Reactor& reactor_;
  bool requested_ = false;
  Output output_;
};

}  // namespace tertulia::terminal
