#pragma once

#include <cstddef>
#include <queue>
#include <string>
#include <unordered_map>

#include "tertulia/base/token_bucket.h"
#include "tertulia/base/units.h"

namespace tertulia::server {

/// Per-address token buckets of closed connections. A new connection inherits one, so that
/// reconnecting does not refill the burst. Connections that are open at the same time each have
/// their own bucket: people behind one address do not slow each other down.
class RateLimitStore {
 public:
  /// The maximum number of addresses. If half of them are in use with buckets that are not full,
  /// all are dropped.
  static constexpr std::size_t kMaxHosts = 65'536;

  /// Keeps the bucket of a connection that has closed; a full one is not worth keeping.
  void save(const std::string& host, const base::TokenBucket& bucket, base::Instant now);
  /// Takes out the emptiest bucket of this address; a full one if there is none.
  base::TokenBucket restore(const std::string& host, base::Instant now);

  std::size_t hosts() const { return buckets_.size(); }

 private:
  void drop_full_buckets(base::Instant now);

  std::unordered_map<std::string, std::priority_queue<base::TokenBucket>> buckets_;
  std::size_t cleanup_at_ = 64;  // the number of addresses at which full buckets are dropped
};

}  // namespace tertulia::server
