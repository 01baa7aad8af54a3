#pragma once

#include <cstddef>
#include <limits>

#include "tertulia/base/units.h"
#include "tertulia/reactor/stream.h"

namespace tertulia::client {

/// While more output than this waits for the server, in bytes, no input is read.
inline constexpr std::size_t kHighWaterMark = 64 * 1024;
/// The longest line from the server, in bytes. It can be longer than the longest line to the
/// server: a name precedes the text, and one byte may be sent as three.
inline constexpr std::size_t kMaxLine = 4 * 1024 * 1024;
/// The output queue has no limit, because input pauses at `kHighWaterMark`.
inline constexpr reactor::Stream::Limits kStreamLimits{std::numeric_limits<std::size_t>::max(),
                                                       base::Duration{5'000}};

}  // namespace tertulia::client
