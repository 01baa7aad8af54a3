#pragma once

#include <cstddef>
#include <cstdint>

#include "tertulia/base/token_bucket.h"
#include "tertulia/base/units.h"

namespace tertulia::base {

/// Limits how fast the input of one client is read. Charge it for everything that is read; once the
/// tokens are spent, the client is throttled: read nothing more of it until `try_resume()`. The
/// input waits in the client's connection, so nothing is lost.
class RateLimiter {
 public:
  /// A client is not throttled for less than this: timers are no finer.
  static constexpr Duration kMinThrottle{10};

  struct Limits {
    std::uint64_t rate = 0;   ///< Tokens a second, at most 1,000,000; 0: no limit.
    std::uint64_t burst = 1;  ///< Tokens, at most 1,000,000.
  };

  explicit RateLimiter(const Limits& limits) { set_limits(limits); }
  /// Begins with a bucket that was used before. Without a token in it the client is throttled from
  /// the start, so no client owes more than a burst and what arrived in one piece.
  RateLimiter(const Limits& limits, TokenBucket bucket, Instant now);

  /// A request of so many bytes was read. A blank line is no request: it is charged as input.
  void charge_line(std::size_t bytes, Instant now);
  /// So many bytes were read, requests included. Call it after `charge_line()` for the requests.
  void charge_input(std::size_t bytes, Instant now);

  bool throttled() const { return throttled_; }
  /// When a throttled client may be read again.
  Instant resumes_at() const { return bucket_.ready_at(rate_, burst_); }
  /// Ends the throttling if its time has come; returns whether it did.
  bool try_resume(Instant now);

  void set_limits(const Limits& limits);
  /// Fills the bucket. A throttled client stays so until `try_resume()`, which then succeeds at
  /// once.
  void refill() { bucket_ = {}; }
  const TokenBucket& bucket() const { return bucket_; }

 private:
  void charge(std::uint64_t tokens, Instant now);
  bool over_limit(Instant now) const { return resumes_at() > now + kMinThrottle; }

  TokenBucket bucket_;
  std::uint32_t rate_ = 0;  // small, since every connection has them
  std::uint32_t burst_ = 1;
  TokenCost cost_;
  bool throttled_ = false;
};

}  // namespace tertulia::base
