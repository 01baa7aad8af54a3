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

/// Parses a time span as systemd.time(7) has it: `500ms`, `1.5h`, `15min`, `1min 30s`, `7d`; a
/// single number without a unit is in seconds. `m` is a minute, and `M` a month. Signs are errors,
/// and so is a part of a millisecond.
Result<Duration> parse_duration(std::string_view text);
/// Parses `4096`, `64KiB`, `64K`, `1M` or `1.5G`. All units are powers of 1,024. The result is in
/// bytes.
Result<std::uint64_t> parse_size(std::string_view text);
/// Parses a decimal number without a unit.
Result<std::uint64_t> parse_count(std::string_view text);

/// The form of an option, which `parse_duration` accepts: `500ms`, `60s`, `15m`.
std::string format_duration(Duration duration);
/// The form of an option, which `parse_size` accepts: `100`, `4KiB`, `1MiB`, `2GiB`.
std::string format_size(std::uint64_t bytes);
/// The form for notices to people: `500 ms`, `60 s`, `15 min`.
std::string describe_duration(Duration duration);

}  // namespace tertulia::base
