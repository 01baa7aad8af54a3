#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "tertulia/base/units.h"

namespace tertulia::server {

/// How many names were registered from each address during the last day.
class RegistrationCounts {
 public:
  static constexpr base::Duration kDay{std::chrono::hours{24}};
  /// Maximum number of addresses. If more remain after those of yesterday are removed, all are
  /// dropped.
  static constexpr std::size_t kMaxEntries = 65'536;

  /// Counts one more, or returns false if there were `max` already; 0: no limit.
  bool add(const std::string& host, std::uint64_t max, base::Instant now);
  /// The last one that was counted for this address does not count.
  void remove(const std::string& host);

  std::size_t addresses() const { return by_host_.size(); }

 private:
  void drop_old(base::Instant now);

  std::unordered_map<std::string, std::vector<base::Instant>> by_host_;
  std::size_t cleanup_at_ = 64;
};

}  // namespace tertulia::server
