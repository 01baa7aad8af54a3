#pragma once

#include <functional>
#include <utility>

#include "tertulia/base/units.h"

namespace tertulia::client {

/// How long a client waits before it tries again to reach its server: about a second, then twice as
/// long each time, up to half a minute. The times are random, so that the clients of a server that
/// was restarted do not all come at once.
class Backoff {
 public:
  static constexpr base::Duration kFirst{1'000};
  static constexpr base::Duration kLongest{30'000};

  /// `random` returns a number from 0 to 1.
  explicit Backoff(std::function<double()> random) : random_(std::move(random)) {}

  /// From half to all of the present time, which doubles.
  base::Duration next();
  /// The server was reached.
  void reset() { wait_ = kFirst; }

 private:
  std::function<double()> random_;
  base::Duration wait_ = kFirst;
};

}  // namespace tertulia::client
