#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/statistics.h"

#include "daemon/process_use.h"

namespace tertulia::daemon {

/// All that the daemon knows of itself at one moment.
struct Snapshot {
  server::ClientCounts client_counts;
  server::Statistics statistics;
  reactor::Traffic traffic;
  ProcessUse process;
  base::Duration uptime{};
  std::chrono::sys_seconds started{};
};

/// For the log: `uptime=62s named=2 …`, one line.
std::string to_log(const Snapshot& snapshot);
/// For Prometheus, in the text format 0.0.4, whose media type this is.
inline constexpr auto* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
std::string to_metrics(const Snapshot& snapshot);

/// Turns a count that grows into a rate.
class RateMeter {
 public:
  /// How many a second it were since the last call; 0 for the first.
  double per_second(std::uint64_t count, base::Instant now);

 private:
  std::uint64_t count_ = 0;
  base::Instant at_{};
};

/// For people: `2 clients, 0.5 lines/s`.
std::string to_status(const server::ClientCounts& client_counts, double lines_per_second);

}  // namespace tertulia::daemon
