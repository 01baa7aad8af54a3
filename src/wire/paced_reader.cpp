#include "tertulia/wire/paced_reader.h"

#include "tertulia/base/text.h"

namespace tertulia::wire {

/// Stands before the sink, and takes the money.
class PacedReader::Till final : public LineReader::Sink {
 public:
  Till(PacedReader& reader, LineReader::Sink& sink, base::Instant now)
      : reader_(reader), sink_(sink), now_(now) {}

  bool take_line(std::string_view line) override {
    const bool blank = base::trim(line).empty();
    const bool more = sink_.take_line(line);
    return blank ? more : pay(line.size()) && more;
  }

  bool take_overlong_line() override {
    const bool more = sink_.take_overlong_line();
    return pay(0) && more;
  }

 private:
  bool pay(std::size_t bytes) {
    reader_.spend(reader_.meter_.line(bytes), now_);
    return !reader_.resting_;
  }

  PacedReader& reader_;
  LineReader::Sink& sink_;
  base::Instant now_;
};

PacedReader::PacedReader(const Limits& limits)
    : reader_(limits.max_line), rate_(limits.rate), burst_(limits.burst) {}

PacedReader::PacedReader(const Limits& limits, base::RateLimit spent, base::Instant now)
    : PacedReader(limits) {
  spent_ = spent;
  resting_ = overspent(now);
}

std::size_t PacedReader::feed(std::string_view bytes, LineReader::Sink& sink, base::Instant now) {
  Till till(*this, sink, now);
  const auto used = reader_.feed(bytes, till);
  spend(meter_.input(used), now);
  return used;
}

void PacedReader::finish(LineReader::Sink& sink, base::Instant now) {
  Till till(*this, sink, now);
  reader_.finish(till);
}

bool PacedReader::wake(base::Instant now) {
  if (!resting_ || now < rested_at()) return false;
  resting_ = false;
  return true;
}

void PacedReader::set_limits(const Limits& limits) {
  reader_.set_max_line(limits.max_line);
  rate_ = limits.rate;
  burst_ = limits.burst;
  spent_ = {};
}

void PacedReader::spend(std::uint64_t tokens, base::Instant now) {
  spent_.spend(now, rate_, tokens);
  resting_ = resting_ || overspent(now);
}

}  // namespace tertulia::wire
