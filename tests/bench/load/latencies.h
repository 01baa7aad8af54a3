#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace tertulia::bench {

/// How long deliveries took, all of them, in ns.
class Latencies {
 public:
  void add(std::int64_t latency) { all_.push_back(latency); }
  std::size_t count() const { return all_.size(); }
  /// The least latency that so many percent of all do not exceed (the nearest rank); 0 of none.
  std::int64_t percentile(double percent);

 private:
  std::vector<std::int64_t> all_;
};

}  // namespace tertulia::bench
