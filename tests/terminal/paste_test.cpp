#include "terminal/paste.h"

#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::terminal::paste_test {
namespace {

/// Passes bytes to the paste and keeps the rest, as the line editor does.
struct Feeder {
  void feed(std::string_view more) {
    kept += more;
    std::string_view rest = kept;
    while (!ended) {
      const auto event = paste.next(rest);
      if (!event) break;
      note(*event);
    }
    kept = std::string(rest);
  }

  void note(const Paste::Event& event) {
    if (event.kind == Paste::Kind::text) line += event.text;
    if (event.kind == Paste::Kind::line) lines.push_back(std::exchange(line, {}));
    if (event.kind == Paste::Kind::end) ended = true;
  }

  Paste paste;
  std::string kept;
  std::string line;
  std::vector<std::string> lines;
  bool ended = false;
};

using Lines = std::vector<std::string>;

TEST_CASE("a paste without a newline is only text") {
  Feeder feeder;
  feeder.feed("hello\x1b[201~x");
  CHECK(feeder.lines.empty());
  CHECK(feeder.line == "hello");
  CHECK(feeder.ended);
  CHECK(feeder.kept == "x");
}

TEST_CASE("CR, LF and CRLF all end a pasted line") {
  Feeder feeder;
  feeder.feed("a\rb\nc\r\nd\r\r\n\ne\x1b[201~");
  CHECK(feeder.lines == Lines{"a", "b", "c", "d", "", ""});
  CHECK(feeder.line == "e");
}

TEST_CASE("a paste can be split anywhere") {
  const std::string bytes = "one\r\ntwo \x1b[31mred\x1b\ntail \xe2\x82\xac\x1b[201~";
  for (std::size_t first = 0; first <= bytes.size(); ++first) {
    for (std::size_t second = first; second <= bytes.size(); ++second) {
      Feeder feeder;
      feeder.feed(bytes.substr(0, first));
      feeder.feed(bytes.substr(first, second - first));
      feeder.feed(bytes.substr(second));
      REQUIRE(feeder.ended);
      REQUIRE(feeder.lines == Lines{"one", "two \x1b[31mred\x1b"});
      REQUIRE(feeder.line == "tail \xe2\x82\xac");
      REQUIRE(feeder.kept.empty());
    }
  }
}

TEST_CASE("a paste byte by byte gives the same lines") {
  Feeder feeder;
  for (const char byte : std::string("x\r\ny\r\n\x1b[20\x1b[201~")) feeder.feed({&byte, 1});
  CHECK(feeder.lines == Lines{"x", "y"});
  CHECK(feeder.line == "\x1b[20");
  CHECK(feeder.ended);
}

TEST_CASE("a paste without an end gives all its text") {
  Feeder feeder;
  feeder.feed("one\ntwo\x1b[20");
  CHECK(feeder.lines == Lines{"one"});
  CHECK(feeder.line == "two");
  CHECK(feeder.kept == "\x1b[20");
  CHECK_FALSE(feeder.ended);
}

TEST_CASE("a marker is recognized by its beginning") {
  CHECK(may_become("", kPasteBegin));
  CHECK(may_become("\x1b[200", kPasteBegin));
  CHECK_FALSE(may_become("\x1b[201", kPasteBegin));
  CHECK_FALSE(may_become(kPasteBegin, kPasteBegin));
}

}  // namespace
}  // namespace tertulia::terminal::paste_test
