#pragma once

#include <cstddef>
#include <limits>

#include "tertulia/base/units.h"
#include "tertulia/reactor/stream.h"

namespace tertulia::client {

/// While more than this waits for the server, no more input is read.
inline constexpr std::size_t kHighWaterMark = 64 * 1024;
/// What comes from the server may be longer than what it takes: a name stands before it, and one
/// byte may be shown as three.
inline constexpr std::size_t kMaxLine = 4 * 1024 * 1024;
/// The input is held back instead of the queue being limited.
inline constexpr reactor::Stream::Limits kStreamLimits{std::numeric_limits<std::size_t>::max(),
                                                       base::Duration{5'000}};

}  // namespace tertulia::client
