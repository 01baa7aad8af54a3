#pragma once

#include "bench/load/figures.h"
#include "bench/load/options.h"
#include "bench/load/run.h"
#include "bench/load/talk.h"

namespace tertulia::bench {

/// Lets the senders of a talk talk as fast as they get their messages. Returns what it cost.
Figures saturate(Run& run, Talk& talk, const Options& options);
/// The same at a fixed rate, in messages a second, with latencies.
Figures pace(Run& run, Talk& talk, const Options& options, double rate);

}  // namespace tertulia::bench
