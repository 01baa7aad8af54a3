#pragma once

#include <cstddef>
#include <cstdint>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A token bucket: it allows `burst` lines at once, then `rate` lines per second. Its whole state
/// is one time stamp, at which the bucket is full again (the virtual scheduling form of the GCRA in
/// ITU-T I.371).
class TokenBucket {
 public:
  /// Takes tokens for input that was read at `now`; the bucket may go into debt. A rate of 0 means
  /// no limit.
  void spend(Instant now, std::uint64_t rate, std::uint64_t tokens = 1);
  /// The time at which there is a token for the next line; in the past if there is one already.
  Instant ready_at(std::uint64_t rate, std::uint64_t burst) const;
  /// Whether the bucket is full again.
  bool is_full(Instant now) const { return full_at_ <= now; }
  /// Orders buckets by the time at which they are full again.
  bool operator<(const TokenBucket& other) const { return full_at_ < other.full_at_; }
  bool operator==(const TokenBucket& other) const = default;

 private:
  Instant full_at_{};
};

/// Computes the price of a client's input, in tokens: one token for each line, and one for each
/// `kBytesPerToken` bytes of other input (long lines, unfinished lines, blank lines, telnet
/// commands). For each piece of input the caller calls `line()` for each line that ends in the
/// piece, and then `input()` once for the whole piece.
class TokenCost {
 public:
  static constexpr std::size_t kBytesPerToken = 512;

  /// The price of a line of `bytes` bytes. Not called for blank lines: `input()` charges their
  /// bytes.
  std::uint64_t line(std::size_t bytes);
  /// The price of those of the last `bytes` bytes of input that no line has paid for.
  std::uint64_t input(std::size_t bytes);

 private:
  // Small, because every connection has them. No piece of input reaches 4 GiB, and no line 2 TiB.
  std::uint32_t paid_ = 0;     // bytes that line() has charged and input() has not yet seen
  std::uint32_t unpaid_ = 0;   // bytes that are not charged yet; fewer than kBytesPerToken
  std::uint32_t charged_ = 0;  // tokens that input() has charged since the last line
};

}  // namespace tertulia::base
