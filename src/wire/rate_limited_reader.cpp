#include "tertulia/wire/rate_limited_reader.h"

#include "tertulia/base/text.h"

namespace tertulia::wire {

/// Stands before the sink, and takes the money.
class RateLimitedReader::ChargingSink final : public LineReader::Sink {
 public:
  ChargingSink(RateLimitedReader& reader, LineReader::Sink& sink, base::Instant now)
      : reader_(reader), sink_(sink), now_(now) {}

  bool handle_line(std::string_view line) override {
    const bool blank = base::trim(line).empty();
    const bool more = sink_.handle_line(line);
    return blank ? more : charge(line.size()) && more;
  }

  bool handle_overlong_line() override {
    const bool more = sink_.handle_overlong_line();
    return charge(0) && more;
  }

 private:
  bool charge(std::size_t bytes) {
    reader_.spend(reader_.meter_.line(bytes), now_);
    return !reader_.throttled_;
  }

  RateLimitedReader& reader_;
  LineReader::Sink& sink_;
  base::Instant now_;
};

RateLimitedReader::RateLimitedReader(const Limits& limits)
    : reader_(limits.max_line), rate_(limits.rate), burst_(limits.burst) {}

RateLimitedReader::RateLimitedReader(const Limits& limits, base::TokenBucket spent,
                                     base::Instant now)
    : RateLimitedReader(limits) {
  spent_ = spent;
  throttled_ = over_limit(now);
}

std::size_t RateLimitedReader::feed(std::string_view bytes, LineReader::Sink& sink,
                                    base::Instant now) {
  ChargingSink charging(*this, sink, now);
  const auto used = reader_.feed(bytes, charging);
  spend(meter_.input(used), now);
  return used;
}

void RateLimitedReader::finish(LineReader::Sink& sink, base::Instant now) {
  ChargingSink charging(*this, sink, now);
  reader_.finish(charging);
}

bool RateLimitedReader::try_resume(base::Instant now) {
  if (!throttled_ || now < resumes_at()) return false;
  throttled_ = false;
  return true;
}

void RateLimitedReader::set_limits(const Limits& limits) {
  reader_.set_max_line(limits.max_line);
  rate_ = limits.rate;
  burst_ = limits.burst;
  spent_ = {};
}

void RateLimitedReader::spend(std::uint64_t tokens, base::Instant now) {
  spent_.spend(now, rate_, tokens);
  throttled_ = throttled_ || over_limit(now);
}

}  // namespace tertulia::wire
