#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tertulia/base/rate_limiter.h"
#include "tertulia/wire/line_reader.h"

#include "fuzz/check.h"
#include "fuzz/input.h"

namespace tertulia::fuzz {
namespace {

/// The output: lines, and nullopt for a line that was too long.
using Lines = std::vector<std::optional<std::string>>;

/// A sink that stops wherever its pattern has a bit.
class Sink final : public wire::LineReader::Sink {
 public:
  Sink(std::size_t max_line, std::size_t pattern) : max_line_(max_line), pattern_(pattern) {}

  bool handle_line(std::string_view line) override {
    check(line.size() <= max_line_, "no line is longer than it may be");
    check(line.find('\n') == std::string_view::npos, "no line has an end within");
    lines.emplace_back(line);
    return more();
  }
  bool handle_overlong_line() override {
    lines.emplace_back();
    return more();
  }

  Lines lines;

 private:
  bool more() const { return (pattern_ >> lines.size() % 8U & 1U) == 0; }

  std::size_t max_line_;
  std::size_t pattern_;
};

/// A model of the reader, byte by byte, without telnet.
struct Model {
  std::size_t max_line;
  Lines lines;
  std::string pending;
  bool skipping = false;
  char last = 0;

  std::string without_cr() const {
    return pending.ends_with('\r') ? pending.substr(0, pending.size() - 1) : pending;
  }
  void take(char byte) {
    const bool ends = byte == '\n' || (byte == '\0' && last == '\r');
    last = ends ? '\0' : byte;
    if (ends) return end();
    if (skipping) return;
    pending += byte;
    if (without_cr().size() <= max_line) return;
    lines.emplace_back();
    pending.clear();
    skipping = true;
  }
  void end() {
    if (!skipping) lines.emplace_back(without_cr());
    pending.clear();
    skipping = false;
  }
  void finish() {
    if (!pending.empty()) end();
  }
  bool has_partial_line() const { return skipping || !pending.empty(); }
};

void feed(wire::LineReader& reader, std::string_view bytes, Sink& sink) {
  while (!bytes.empty()) {
    const auto before = sink.lines.size();
    const auto used = reader.feed(bytes, sink);
    check(used > 0 && used <= bytes.size(), "it goes on");
    check(used == bytes.size() || sink.lines.size() > before, "only a sink stops it");
    bytes.remove_prefix(used);
  }
}

Lines read_whole(std::size_t max_line, std::string_view bytes) {
  wire::LineReader reader(max_line);
  Sink sink(max_line, 0);
  check(reader.feed(bytes, sink) == bytes.size(), "all is read where the sink wants all");
  reader.finish(sink);
  return sink.lines;
}

/// Pieces of up to 256 bytes each.
std::vector<std::string_view> pieces(std::string_view bytes, std::string_view cuts) {
  std::vector<std::string_view> cut;
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    const auto length = cuts.empty() ? 1 : static_cast<unsigned char>(cuts[i % cuts.size()]) + 1U;
    cut.push_back(bytes.substr(0, length));
    bytes.remove_prefix(cut.back().size());
  }
  return cut;
}

Lines read_in_pieces(std::size_t max_line, std::size_t pattern,
                     const std::vector<std::string_view>& input) {
  wire::LineReader reader(max_line);
  Sink sink(max_line, pattern);
  for (const auto piece : input) feed(reader, piece, sink);
  reader.finish(sink);
  return sink.lines;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// A client that is read at a rate: the lines are charged as a session charges them.
class LimitedClient final : public wire::LineReader::Sink {
 public:
  LimitedClient(std::size_t max_line, const base::RateLimiter::Limits& limits)
      : limits_(limits), limiter_(limits), reader_(max_line) {}

  /// Time passes where the client is throttled, and nowhere else.
  void read(std::string_view piece) {
    while (!piece.empty()) {
      if (limiter_.throttled()) {
        now_ = limiter_.resumes_at();
        check(limiter_.try_resume(now_), "throttling ends when it says");
      }
      const auto used = reader_.feed(piece, *this);
      limiter_.charge_input(used, now_);
      bytes_ += used;
      check(used == piece.size() || (used > 0 && limiter_.throttled()), "only throttling stops it");
      piece.remove_prefix(used);
      check_charged();
    }
  }
  Lines finish() {
    reader_.finish(*this);
    return lines_;
  }

 private:
  bool handle_line(std::string_view line) override {
    lines_.emplace_back(line);
    if (is_blank(line)) return true;
    ++charged_lines_;
    limiter_.charge_line(line.size(), now_);
    return !limiter_.throttled();
  }
  bool handle_overlong_line() override {
    lines_.emplace_back();
    ++charged_lines_;
    limiter_.charge_line(0, now_);
    return !limiter_.throttled();
  }

  /// The lines cost at most a burst, and the tokens of this time at the rate. The last piece, and
  /// the last wait that was too short to throttle, are charged later.
  void check_charged() const {
    const auto time = std::chrono::ceil<base::Duration>(now_ - kBegin);
    const auto waited = static_cast<std::size_t>((time + base::RateLimiter::kMinThrottle).count());
    const auto tokens = limits_.burst + limits_.rate * waited / 1'000 + 2;
    check(charged_lines_ <= tokens, "each line is paid for");
    check(bytes_ <= (tokens + 1) * base::TokenCost::kBytesPerToken, "all bytes are paid for");
  }

  static constexpr base::Instant kBegin{std::chrono::seconds{1}};
  base::RateLimiter::Limits limits_;
  base::RateLimiter limiter_;
  wire::LineReader reader_;
  base::Instant now_ = kBegin;
  Lines lines_;
  std::size_t charged_lines_ = 0;
  std::size_t bytes_ = 0;
};

Lines read_at_a_rate(std::size_t max_line, const base::RateLimiter::Limits& limits,
                     const std::vector<std::string_view>& input) {
  LimitedClient client(max_line, limits);
  for (const auto piece : input) client.read(piece);
  return client.finish();
}

/// Checks after each byte that no known line is held back, and that the reader holds a limited
/// number of bytes.
void compare_with_model(std::size_t max_line, std::string_view bytes) {
  wire::LineReader reader(max_line);
  Sink sink(max_line, 0);
  Model model{max_line, {}, {}};
  for (const char byte : bytes) {
    feed(reader, wire::as_telnet_data({&byte, 1}), sink);
    model.take(byte);
    check(sink.lines == model.lines, "the lines are those of the model");
    check(reader.has_partial_line() == model.has_partial_line(), "it knows what has begun");
  }
  reader.finish(sink);
  model.finish();
  check(sink.lines == model.lines, "the last line is that of the model");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  Input given(data, size);
  const auto max_line = given.below(80);
  const auto pattern = given.byte();
  const auto cuts = given.text();
  const auto bytes = given.rest();
  const auto lines = read_whole(max_line, bytes);
  const auto input = pieces(bytes, cuts);
  check(lines == read_in_pieces(max_line, pattern, input), "the pieces make no difference");
  const tertulia::base::RateLimiter::Limits limits{1 + pattern, 1 + cuts.size()};
  check(lines == read_at_a_rate(max_line, limits, input), "nor does the rate");
  compare_with_model(max_line, bytes);
  return 0;
}
