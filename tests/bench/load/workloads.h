#pragma once

#include <string_view>

#include "bench/load/figures.h"
#include "bench/load/options.h"

namespace tertulia::bench {

/// A run, from the first connection to the last check; throws `std::runtime_error` if anything went
/// otherwise than it should. Times in the figures are in ns, memory is in bytes.
using Workload = Figures (*)(const Options& options);

/// The one of that name; throws for another:
///  - `saturated`: senders talk as fast as the server echoes;
///  - `paced`: one sender, so many messages a second; latencies;
///  - `crowd`: clients come in as fast as they can, and then are idle for `seconds`;
///  - `storm`: joined enter a room all at once, and leave all at once;
///  - `stalled`: one client does not read while another talks;
///  - `growth`: what a join, a leave, a list, a new name and a message each cost.
Workload find_workload(std::string_view name);

}  // namespace tertulia::bench
