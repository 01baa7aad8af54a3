#pragma once

#include <string_view>

#include "bench/load/figures.h"
#include "bench/load/options.h"

namespace tertulia::bench {

/// A run, from the first connection to the last check. Throws `std::runtime_error` after a failure.
/// Times in the figures are in ns, memory is in bytes.
using Workload = Figures (*)(const Options& options);

/// The workload with this name. Throws for another name:
///  - `saturated`: senders talk as fast as the server echoes;
///  - `paced`: one sender at a fixed rate; latencies;
///  - `crowd`: clients join as fast as they can, and then are idle for `seconds`;
///  - `storm`: many clients join a room at once, and leave at once;
///  - `stalled`: one client does not read while another talks;
///  - `growth`: the cost of a join, a leave, a list, a new name and a message.
Workload find_workload(std::string_view name);

}  // namespace tertulia::bench
