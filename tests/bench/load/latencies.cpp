#include "bench/load/latencies.h"

#include <algorithm>
#include <cmath>

namespace tertulia::bench {

std::int64_t Latencies::percentile(double percent) {
  if (all_.empty()) return 0;
  const auto exact = std::ceil(percent / 100 * static_cast<double>(all_.size()) - 1e-6);
  const auto rank = std::clamp(static_cast<std::size_t>(exact), std::size_t{1}, all_.size());
  const auto wanted = all_.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(all_.begin(), wanted, all_.end());
  return *wanted;
}

}  // namespace tertulia::bench
