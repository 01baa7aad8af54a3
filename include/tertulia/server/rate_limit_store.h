#pragma once

#include <cstddef>
#include <queue>
#include <string>
#include <unordered_map>

#include "tertulia/base/token_bucket.h"
#include "tertulia/base/units.h"

namespace tertulia::server {

/// Per-address token buckets of closed connections. A new connection inherits one, so that
/// reconnecting does not refill the burst. Connections that are open at the same time have a bucket
/// each: users behind one address do not slow each other down.
class RateLimitStore {
 public:
  /// Maximum number of addresses. If full buckets are removed and more than half of this number
  /// remains, all buckets are dropped.
  static constexpr std::size_t kMaxHosts = 65'536;

  /// Stores the bucket of a closed connection, unless it is full.
  void save(const std::string& host, const base::TokenBucket& bucket, base::Instant now);
  /// Removes and returns the emptiest bucket of this address, or returns a full one if there is
  /// none.
  base::TokenBucket restore(const std::string& host, base::Instant now);

  std::size_t hosts() const { return buckets_.size(); }

 private:
  void drop_full_buckets(base::Instant now);

  std::unordered_map<std::string, std::priority_queue<base::TokenBucket>> buckets_;
  std::size_t cleanup_at_ = 64;  // the number of addresses at which full buckets are dropped
};

}  // namespace tertulia::server
