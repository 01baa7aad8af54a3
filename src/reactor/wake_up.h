#pragma once

#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

/// Lets another thread wake the loop. The loop watches `fd()`, which is readable from `signal()`
/// until `clear()`. Several signals before a `clear()` count as one. It is an eventfd on Linux, and
/// a pipe elsewhere.
class WakeUp {
 public:
  /// Throws `base::StartFailure` if the process has no free descriptor.
  WakeUp();

  int fd() const { return read_end_.fd(); }
  /// Any thread may call it. It never blocks.
  void signal() const noexcept;
  /// For the loop's thread only.
  void clear() const noexcept;

 private:
  Socket read_end_;
  Socket write_end_;  ///< For a pipe only; an eventfd has one descriptor.
};

}  // namespace tertulia::reactor
