#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tertulia::bench {

/// The latencies of all deliveries, in ns.
class Latencies {
 public:
  void add(std::int64_t latency) { all_.push_back(latency); }
  std::size_t count() const { return all_.size(); }
  /// The percentile by the nearest rank; 0 without latencies.
  std::int64_t percentile(double percent);

 private:
  std::vector<std::int64_t> all_;
};

}  // namespace tertulia::bench
