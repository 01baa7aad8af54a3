#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/server/statistics.h"
#include "tertulia/store/archive.h"

#include "daemon/process_use.h"

namespace tertulia::daemon {

/// The daemon's numbers at one moment.
struct Snapshot {
  server::ClientCounts client_counts;
  server::Statistics statistics;
  reactor::Traffic traffic;
  ProcessUse process;
  base::Duration uptime{};
  std::chrono::sys_seconds started{};
  std::optional<store::Statistics> archive = std::nullopt;  ///< If messages are kept.
};

/// One line for the log: `uptime=62s named=2 …`.
std::string to_log(const Snapshot& snapshot);
/// The media type of `to_metrics()`: Prometheus's text format 0.0.4.
inline constexpr auto* kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
/// All numbers in that format.
std::string to_metrics(const Snapshot& snapshot);

/// Computes a rate from a counter.
class RateMeter {
 public:
  /// The increase per second since the last call; 0 at the first call.
  double per_second(std::uint64_t count, base::Instant now);

 private:
  std::uint64_t count_ = 0;
  base::Instant at_{};
};

/// The status line: `2 clients, 0.5 lines/s`.
std::string to_status(const server::ClientCounts& client_counts, double lines_per_second);

}  // namespace tertulia::daemon
