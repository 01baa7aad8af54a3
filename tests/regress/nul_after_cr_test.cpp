// A NUL after a CR ends a line, since telnet sends both for the Enter key. The client sent the
// bytes of its input unchanged, so a file with "x", CR, NUL and "/nick Root" in one line gave a
// command.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/wire/line_reader.h"
#include "tertulia/wire/telnet.h"

#include "support/lines.h"

namespace tertulia::wire::nul_after_cr_test {
namespace {

using namespace std::string_literals;

struct Recorder final : LineReader::Sink {
  bool handle_line(std::string_view line) override {
    lines.emplace_back(line);
    return true;
  }
  bool handle_overlong_line() override { return true; }
  support::Lines lines;
};

TEST_CASE("a NUL after a CR in the text of a client ends no line") {
  const auto text = "x\r\0/nick Root\r\0\0"s;
  LineReader reader(100);
  Recorder sink;
  reader.feed(as_telnet_data(text) + "\n", sink);
  CHECK(sink.lines == support::Lines{text});
}

}  // namespace
}  // namespace tertulia::wire::nul_after_cr_test
