#pragma once

#include <optional>

#include "tertulia/base/units.h"
#include "tertulia/reactor/fd_watch.h"

namespace tertulia::reactor {
class Reactor;
}

namespace tertulia::daemon {

/// Writes the lines of the log that wait as soon as their reader takes them, and the rest at the
/// end of its life, for at most `kDrainTimeout`. A program has one.
class LogWriter {
 public:
  static constexpr base::Duration kDrainTimeout{1'000};

  explicit LogWriter(reactor::Reactor& reactor);
  ~LogWriter();
  LogWriter(const LogWriter&) = delete;
  LogWriter& operator=(const LogWriter&) = delete;

 private:
  void start();
  void write();

  reactor::Reactor& reactor_;
  std::optional<reactor::FdWatch> writable_;  // since lines had to wait for the first time
};

}  // namespace tertulia::daemon
