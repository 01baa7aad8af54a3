#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <unordered_map>

#include "tertulia/base/units.h"

namespace tertulia::server {

/// How many names were registered from each address during the last day.
class RegistrationCounts {
 public:
  static constexpr base::Duration kDay{std::chrono::hours{24}};

  /// Counts one more, or returns false if there were `max` already; 0: no limit.
  bool add(const std::string& host, std::uint64_t max, base::Instant now);

 private:
  void drop_old(base::Instant now);

  std::unordered_map<std::string, std::deque<base::Instant>> by_host_;
  std::size_t cleanup_at_ = 64;
};

}  // namespace tertulia::server
