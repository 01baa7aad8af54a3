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
///  - `paced`: a fixed rate; latencies;
///  - `crowd`: clients join as fast as they can, and then are idle for `seconds`;
///  - `storm`: many clients join a room at once, and leave at once;
///  - `stalled`: one client does not read while another talks;
///  - `handshakes`: TLS handshakes one after another, while other clients talk; latencies;
///  - `growth`: the cost of a join, a leave, a list, a new name and a message;
///  - `rooms-paced`, `rooms-saturated`: one room, and then messages spread over many rooms;
///  - `room-growth`: the cost of joining and leaving a room, of lists and of a new name, by the
///    number of members and of the rooms of each;
///  - `archive`: clients talk, search and read the history of a server that keeps everything;
///    latencies of each, and of pings.
Workload find_workload(std::string_view name);

}  // namespace tertulia::bench
