#pragma once

#include <cstddef>
#include <cstdint>

#include "tertulia/base/compact_instant.h"
#include "tertulia/base/units.h"

namespace tertulia::base {

/// How much a client has sent recently, in bytes: a sum in which each byte counts for half as much
/// after each `kHalfLife`. It stops at 4 GiB. After 24 days without a byte, old bytes may count
/// again.
class RecentBytes {
 public:
  static constexpr Duration kHalfLife{8'000};

  void add(std::size_t bytes, Instant now);
  std::size_t sum(Instant now) const;

 private:
  std::uint32_t sum_ = 0;  // small, because every connection has one
  CompactInstant updated_at_;
};

}  // namespace tertulia::base
