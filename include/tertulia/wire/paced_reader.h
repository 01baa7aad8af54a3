#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tertulia/base/rate_limit.h"
#include "tertulia/base/units.h"
#include "tertulia/wire/line_reader.h"

namespace tertulia::wire {

/// Reads the lines of one who may say so much and no more: what was read is paid for (see
/// `base::Meter`), and once all tokens are spent the reader rests: feed it nothing until `wake()`.
class PacedReader {
 public:
  /// A rest of no more than this is none: timers are no finer.
  static constexpr base::Duration kShortestRest{10};

  struct Limits {
    std::size_t max_line;
    std::uint64_t rate = 0;  ///< Tokens a second; 0 is no limit.
    std::uint64_t burst = 1;
  };

  explicit PacedReader(const Limits& limits);
  /// Begins with what was spent before, and with a rest where that was all: so nobody owes more
  /// than a burst and what came in one piece.
  PacedReader(const Limits& limits, base::RateLimit spent, base::Instant now);

  /// As `LineReader::feed`; the line that begins a rest is the last one taken.
  std::size_t feed(std::string_view bytes, LineReader::Sink& sink, base::Instant now);
  void finish(LineReader::Sink& sink, base::Instant now);

  bool resting() const { return resting_; }
  /// When the rest, if there is one, will be over.
  base::Instant rested_at() const { return spent_.ready_at(rate_, burst_); }
  /// Ends the rest, if it is over; whether it did.
  bool wake(base::Instant now);

  /// Nothing is owed by former limits.
  void set_limits(const Limits& limits);
  const base::RateLimit& spent() const { return spent_; }
  bool has_partial_line() const { return reader_.has_partial_line(); }

 private:
  class Till;
  void spend(std::uint64_t tokens, base::Instant now);
  bool overspent(base::Instant now) const { return rested_at() > now + kShortestRest; }

  LineReader reader_;
  std::uint64_t rate_;
  std::uint64_t burst_;
  base::RateLimit spent_;
  base::Meter meter_;
  bool resting_ = false;
};

}  // namespace tertulia::wire
