// A line of exactly the maximum length that ended with CRLF was accepted in one piece. It was
// refused as too long when CR and LF arrived in two pieces, or when the input ended after the CR:
// the reader kept the CR and counted it as a byte of the line.
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/wire/line_reader.h"

#include "support/lines.h"

namespace tertulia::wire::crlf_between_pieces_test {
namespace {

struct Recorder final : LineReader::Sink {
  bool handle_line(std::string_view line) override {
    lines.emplace_back(line);
    return true;
  }
  bool handle_overlong_line() override {
    lines.emplace_back("(too long)");
    return true;
  }
  support::Lines lines;
};

TEST_CASE("the longest line can have its CR and its LF in two pieces") {
  LineReader reader(5);
  Recorder sink;
  for (const std::string_view piece : {"12345\r", "\n", "12345", "\r", "\n"}) {
    reader.feed(piece, sink);
  }
  CHECK(sink.lines == support::Lines{"12345", "12345"});
}

TEST_CASE("the longest line can end the input with its CR") {
  LineReader reader(5);
  Recorder sink;
  reader.feed("12345\r", sink);
  reader.finish(sink);
  CHECK(sink.lines == support::Lines{"12345"});
}

}  // namespace
}  // namespace tertulia::wire::crlf_between_pieces_test
