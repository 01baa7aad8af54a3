#pragma once

#include <cstddef>
#include <cstdint>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A token bucket: `burst` lines at once, then `rate` a second. Kept as one time stamp, that at
/// which the bucket will be full again (the virtual scheduling form of ITU-T I.371's GCRA).
class TokenBucket {
 public:
  /// Takes tokens for what was read at `now`. A rate of 0 is no limit.
  void spend(Instant now, std::uint64_t rate, std::uint64_t tokens = 1);
  /// When there is a token for the next line.
  Instant ready_at(std::uint64_t rate, std::uint64_t burst) const;
  /// Whether the bucket is full again.
  bool is_full(Instant now) const { return full_at_ <= now; }
  /// By when they will be full again.
  bool operator<(const TokenBucket& other) const { return full_at_ < other.full_at_; }
  bool operator==(const TokenBucket& other) const = default;

 private:
  Instant full_at_{};
};

/// What a client's input costs: a token for each line, and for each `kBytesPerToken` bytes,
/// whatever they are (long lines, lines without an end, blank lines, telnet's commands). For each
/// piece of input: `line()` for each line that ends in it, then `input()` for the piece.
class TokenCost {
 public:
  static constexpr std::size_t kBytesPerToken = 512;

  /// The price of a line of so many bytes; those of blank lines are paid for as bytes.
  std::uint64_t line(std::size_t bytes);
  /// So many bytes of input are done with: the price of those for which no line paid.
  std::uint64_t input(std::size_t bytes);

 private:
  // Small, since every connection has them. No piece of input has 4 GiB, and no line 2 TiB.
  std::uint32_t paid_ = 0;     // bytes, ahead of input()
  std::uint32_t unpaid_ = 0;   // bytes, less than a token's
  std::uint32_t charged_ = 0;  // tokens, by input() since the last line
};

}  // namespace tertulia::base
