#pragma once

#include <cstddef>
#include <queue>
#include <string>
#include <unordered_map>

#include "tertulia/base/token_bucket.h"
#include "tertulia/base/units.h"

namespace tertulia::server {

/// What connections that have closed had spent of their rates, by address: whoever comes next from
/// there takes one over, so that nobody gains a fresh burst by coming anew. An address gets no more
/// lines through than its most connections at one time could have sent; and since who owes too much
/// rests (`wire::RateLimitedReader`), no debt is larger than one connection's.
class RateLimitStore {
 public:
  /// With rate_limits of so many addresses, half of them unsettled, all are forgotten.
  static constexpr std::size_t kMaxHosts = 65'536;

  /// A connection from there has closed; a rate that has recovered leaves no debt.
  void save(const std::string& host, const base::TokenBucket& spent, base::Instant now);
  /// A connection has come from there: the largest debt, which is then forgotten, or none.
  base::TokenBucket restore(const std::string& host, base::Instant now);

  std::size_t hosts() const { return buckets_.size(); }

 private:
  void drop_full_buckets(base::Instant now);

  std::unordered_map<std::string, std::priority_queue<base::TokenBucket>> buckets_;
  std::size_t cleanup_at_ = 64;  // so many hosts are worth a look for settled ones
};

}  // namespace tertulia::server
