#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tertulia/base/token_bucket.h"
#include "tertulia/base/units.h"
#include "tertulia/wire/line_reader.h"

namespace tertulia::wire {

/// Reads the lines of one who may say so much and no more: what was read is paid for (see
/// `base::TokenCost`), and once all tokens are spent the reader rests: feed it nothing until
/// `try_resume()`.
class RateLimitedReader {
 public:
  /// A rest of no more than this is none: timers are no finer.
  static constexpr base::Duration kMinThrottle{10};

  struct Limits {
    std::size_t max_line;
    std::uint64_t rate = 0;  ///< Tokens a second; 0 is no limit.
    std::uint64_t burst = 1;
  };

  explicit RateLimitedReader(const Limits& limits);
  /// Begins with what was spent before, and with a rest where that was all: so nobody owes more
  /// than a burst and what came in one piece.
  RateLimitedReader(const Limits& limits, base::TokenBucket spent, base::Instant now);

  /// As `LineReader::feed`; the line that begins a rest is the last one taken.
  std::size_t feed(std::string_view bytes, LineReader::Sink& sink, base::Instant now);
  void finish(LineReader::Sink& sink, base::Instant now);

  bool throttled() const { return throttled_; }
  /// When the rest, if there is one, will be over.
  base::Instant resumes_at() const { return spent_.ready_at(rate_, burst_); }
  /// Ends the rest, if it is over; whether it did.
  bool try_resume(base::Instant now);

  /// Nothing is owed by former limits.
  void set_limits(const Limits& limits);
  const base::TokenBucket& spent() const { return spent_; }
  bool has_partial_line() const { return reader_.has_partial_line(); }

 private:
  class ChargingSink;
  void spend(std::uint64_t tokens, base::Instant now);
  bool over_limit(base::Instant now) const { return resumes_at() > now + kMinThrottle; }

  LineReader reader_;
  std::uint64_t rate_;
  std::uint64_t burst_;
  base::TokenBucket spent_;
  base::TokenCost meter_;
  bool throttled_ = false;
};

}  // namespace tertulia::wire
