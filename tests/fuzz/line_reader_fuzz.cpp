#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "tertulia/wire/line_reader.h"
#include "tertulia/wire/rate_limited_reader.h"

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

  std::string without_cr() const {
    return pending.ends_with('\r') ? pending.substr(0, pending.size() - 1) : pending;
  }
  void take(char byte) {
    if (byte == '\n') return end();
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

bool is_blank(const std::optional<std::string>& line) {
  return line && line->find_first_not_of(" \t") == std::string::npos;
}

/// The lines cost at most a burst, and the tokens of this time at the rate. The last piece, and the
/// last wait that was too short to throttle, are charged later.
void check_paid(const wire::RateLimitedReader::Limits& limits, base::Duration time,
                const Lines& lines, std::size_t bytes) {
  const auto waited =
      static_cast<std::size_t>((time + wire::RateLimitedReader::kMinThrottle).count());
  const auto tokens = limits.burst + limits.rate * waited / 1'000 + 2;
  const auto dear = lines.size() - static_cast<std::size_t>(std::ranges::count_if(lines, is_blank));
  check(dear <= tokens, "each line is paid for");
  check(bytes <= (tokens + 1) * base::TokenCost::kBytesPerToken, "all bytes are paid for");
}

Lines read_at_a_rate(const wire::RateLimitedReader::Limits& limits,
                     const std::vector<std::string_view>& input) {
  constexpr base::Instant kBegin{std::chrono::seconds{1}};
  wire::RateLimitedReader reader(limits);
  Sink sink(limits.max_line, 0);
  auto now = kBegin;
  std::size_t taken = 0;
  for (auto piece : input) {
    while (!piece.empty()) {
      if (reader.throttled()) {
        now = reader.resumes_at();
        check(reader.try_resume(now), "a rest ends when it says");
      }
      const auto used = reader.feed(piece, sink, now);
      check(used == piece.size() || (used > 0 && reader.throttled()), "only a rest stops it");
      piece.remove_prefix(used);
      check_paid(limits, std::chrono::ceil<base::Duration>(now - kBegin), sink.lines,
                 taken += used);
    }
  }
  reader.finish(sink, now);
  return sink.lines;
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
  const tertulia::wire::RateLimitedReader::Limits limits{max_line, 1 + pattern, 1 + cuts.size()};
  check(lines == read_at_a_rate(limits, input), "nor does the rate");
  compare_with_model(max_line, bytes);
  return 0;
}
