#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::terminal {

/// Output to a descriptor that may be slow: a pipe, a file or a terminal. Only `drain()` blocks:
/// what the descriptor does not accept waits in memory, in order. The descriptor is borrowed, must
/// outlive the object, and its flags stay as they are.
///
/// While the disk is full, the output waits, and is tried again after `kRetryInterval`. If the
/// reader has closed its end, or after another error, all further output is dropped.
class Output {
 public:
  static constexpr base::Duration kRetryInterval{1'000};

  /// Calls from the loop or from `flush()`. They must not destroy the output.
  struct Events {
    /// All output that had to wait is written.
    std::function<void()> on_written;
    /// A write has failed with this `errno`, and not because the reader has closed its end. Called
    /// again only if a write has succeeded since.
    std::function<void(int error)> on_failed;
  };

  Output(reactor::Reactor& reactor, int fd, Events events);
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  void append(std::string_view bytes);
  /// Writes what the descriptor accepts now.
  void flush();
  /// Whether output waits for the descriptor; `flush()` is then called from the loop.
  bool waiting() const { return waiting_; }
  /// The number of bytes that are not written.
  std::size_t pending() const { return bytes_.size() - written_; }
  /// Whether nothing waits, and the descriptor accepts at least a byte now.
  bool accepts_now() const;
  /// Blocks until all output is written, a signal comes, a write fails, or the descriptor accepts
  /// nothing for `patience`; without `patience` it waits for any time.
  void drain(std::optional<base::Duration> patience);

 private:
  enum class Step { written, busy, failed };

  Step write_some(std::size_t max);
  Step handle_error(int error);
  void discard_written();
  void wait_for_descriptor(Step last);

  reactor::Reactor& reactor_;
  int fd_;
  Events events_;
  std::string bytes_;
  std::size_t written_ = 0;  // bytes of bytes_ that are written
  bool waiting_ = false;
  bool failing_ = false;
  bool closed_ = false;
  std::optional<reactor::FdWatch> writable_;  // made when output has to wait for the first time
  reactor::Timer retry_;
};

}  // namespace tertulia::terminal
