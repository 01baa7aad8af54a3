#include <optional>
#include <string>
#include <vector>

#include "tertulia/wire/line_reader.h"

#include "fuzz/check.h"
#include "fuzz/input.h"

namespace tertulia::fuzz {
namespace {

/// What came out: lines, and nothing for a line that was too long.
using Lines = std::vector<std::optional<std::string>>;

/// Says 'enough' wherever its pattern has a bit.
class Sink final : public wire::LineReader::Sink {
 public:
  Sink(std::size_t max_line, std::size_t pattern) : max_line_(max_line), pattern_(pattern) {}

  bool take_line(std::string_view line) override {
    check(line.size() <= max_line_, "no line is longer than it may be");
    check(line.find('\n') == std::string_view::npos, "no line has an end within");
    lines.emplace_back(line);
    return more();
  }
  bool take_overlong_line() override {
    lines.emplace_back();
    return more();
  }

  Lines lines;

 private:
  bool more() const { return (pattern_ >> lines.size() % 8U & 1U) == 0; }

  std::size_t max_line_;
  std::size_t pattern_;
};

/// What the reader should do, a byte at a time, where there is no telnet.
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

Lines read_in_pieces(std::size_t max_line, std::size_t pattern, std::string_view cuts,
                     std::string_view bytes) {
  wire::LineReader reader(max_line);
  Sink sink(max_line, pattern);
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    const auto length = cuts.empty() ? 1 : static_cast<unsigned char>(cuts[i % cuts.size()]) + 1U;
    const auto piece = bytes.substr(0, length);
    feed(reader, piece, sink);
    bytes.remove_prefix(piece.size());
  }
  reader.finish(sink);
  return sink.lines;
}

/// After each byte, so that nothing is held back that is known, nor more than may be held.
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
  Input input(data, size);
  const auto max_line = input.below(80);
  const auto pattern = input.byte();
  const auto cuts = input.text();
  const auto bytes = input.rest();
  check(read_whole(max_line, bytes) == read_in_pieces(max_line, pattern, cuts, bytes),
        "the pieces make no difference");
  compare_with_model(max_line, bytes);
  return 0;
}
