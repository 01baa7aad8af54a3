#pragma once

#include <algorithm>
#include <chrono>

#include "tertulia/store/archive.h"

namespace tertulia::store {

inline void add_to(Timing& timing, std::chrono::steady_clock::duration time) {
  const auto rounded = std::chrono::duration_cast<std::chrono::microseconds>(time);
  ++timing.count;
  timing.total += rounded;
  timing.longest = std::max(timing.longest, rounded);
}

}  // namespace tertulia::store
