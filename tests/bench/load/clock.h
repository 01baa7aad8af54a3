#pragma once

#include <cstdint>

namespace tertulia::bench {

/// Nanoseconds of the monotonic clock.
std::int64_t now();
/// Nanoseconds of processor time of this program, user and system.
std::int64_t own_cpu();
inline constexpr std::int64_t kSecond = 1'000'000'000;
inline double seconds(std::int64_t nanoseconds) {
  return static_cast<double>(nanoseconds) / static_cast<double>(kSecond);
}

}  // namespace tertulia::bench
