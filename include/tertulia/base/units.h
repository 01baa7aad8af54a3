#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"

namespace tertulia::base {

using Duration = std::chrono::milliseconds;
/// A time of the monotonic clock (see `Clock`); a jump of the time of day changes nothing.
using Instant = std::chrono::steady_clock::time_point;

/// Reads `500ms`, `60s`, `15m` or `2h`; a bare number is seconds. No sign, no fraction, no blanks.
Result<Duration> parse_duration(std::string_view text);
/// Reads `4096`, `64KiB` or `1MiB`, in bytes.
Result<std::uint64_t> parse_size(std::string_view text);
/// Reads a plain decimal number.
Result<std::uint64_t> parse_count(std::string_view text);

/// As an option is written, and `parse_duration` reads back: `500ms`, `60s`, `15m`.
std::string format_duration(Duration duration);
/// As an option is written, and `parse_size` reads back: `100`, `4KiB`, `1MiB`.
std::string format_size(std::uint64_t bytes);
/// As a person reads it in a notice: `500 ms`, `60 s`, `15 min`.
std::string describe_duration(Duration duration);

}  // namespace tertulia::base
