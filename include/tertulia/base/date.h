#pragma once

#include <chrono>
#include <string>

namespace tertulia::base {

/// The day in UTC, as ISO 8601 has it: `2026-01-31`.
std::string format_date(std::chrono::sys_seconds time);

}  // namespace tertulia::base
