#pragma once

#include <chrono>
#include <ctime>
#include <string>

#include "tertulia/base/clock.h"

namespace tertulia::base {

/// The day in UTC, as ISO 8601 has it: `2026-01-31`.
std::string format_date(std::chrono::sys_seconds time);

/// The minute in UTC, for people everywhere: `2026-01-31 12:03 UTC`.
std::string format_time(WallTime time);

/// The time in the time zone of this system, or of the environment variable TZ.
std::tm local_time(WallTime time);
/// A time for people: `12:03`, or `2026-01-31 12:03` if it is not on the day of `now`.
std::string describe_time(const std::tm& time, const std::tm& now);

}  // namespace tertulia::base
