#pragma once

#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

/// Lets another thread wake the loop: the loop watches `fd()`, which is readable from `signal()`
/// until `clear()`. Many signals before a `clear()` are one. An eventfd on Linux, a pipe elsewhere.
class WakeUp {
 public:
  /// Throws `base::StartFailure` where there is no descriptor.
  WakeUp();

  int fd() const { return read_end_.fd(); }
  /// From any thread; never waits.
  void signal() const noexcept;
  /// On the loop's thread.
  void clear() const noexcept;

 private:
  Socket read_end_;
  Socket write_end_;  ///< Of the pipe; an eventfd has one descriptor only.
};

}  // namespace tertulia::reactor
