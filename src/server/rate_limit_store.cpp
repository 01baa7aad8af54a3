#include "tertulia/server/rate_limit_store.h"

#include <algorithm>

namespace tertulia::server {

void RateLimitStore::save(const std::string& host, const base::TokenBucket& bucket,
                          base::Instant now) {
  if (bucket.is_full(now)) return;
  if (buckets_.size() >= cleanup_at_) drop_full_buckets(now);
  buckets_[host].push(bucket);
}

base::TokenBucket RateLimitStore::restore(const std::string& host, base::Instant now) {
  const auto found = buckets_.find(host);
  if (found == buckets_.end()) return {};
  auto& buckets = found->second;
  auto emptiest = buckets.top();
  buckets.pop();
  if (buckets.empty() || emptiest.is_full(now)) buckets_.erase(found);
  return emptiest.is_full(now) ? base::TokenBucket{} : emptiest;
}

/// The next cleanup comes when the number has doubled, so its cost for each address is bounded.
void RateLimitStore::drop_full_buckets(base::Instant now) {
  std::erase_if(buckets_, [now](const auto& host) { return host.second.top().is_full(now); });
  if (buckets_.size() > kMaxHosts / 2) buckets_.clear();
  cleanup_at_ = std::clamp<std::size_t>(2 * buckets_.size(), 64, kMaxHosts);
}

}  // namespace tertulia::server
