#include "terminal/line_splitter.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::terminal::line_splitter_test {
namespace {

using Lines = std::vector<std::string>;
constexpr auto kMax = LineSplitter::kMaxLine;

Lines drain(LineSplitter& splitter) {
  Lines lines;
  while (auto line = splitter.next()) lines.push_back(*line);
  return lines;
}

Lines split(std::string_view bytes) {
  LineSplitter splitter;
  splitter.append(bytes);
  splitter.finish();
  return drain(splitter);
}

std::vector<std::size_t> sizes(const Lines& lines) {
  std::vector<std::size_t> all;
  for (const auto& line : lines) all.push_back(line.size());
  return all;
}

using Sizes = std::vector<std::size_t>;

TEST_CASE("lines end at LF, and a CR before it is removed") {
  CHECK(split("a\nb\r\n\n\r\nc\rd\n") == Lines{"a", "b", "", "", "c\rd"});
  CHECK(split("x\r\r\n") == Lines{"x\r"});
}

TEST_CASE("a last line needs no newline, and no input is no line") {
  CHECK(split("a\nb") == Lines{"a", "b"});
  CHECK(split("a\n") == Lines{"a"});
  CHECK(split("").empty());
}

TEST_CASE("a NUL is an ordinary byte") {
  CHECK(split(std::string_view("a\0b\n", 4)) == Lines{std::string("a\0b", 3)});
}

TEST_CASE("lines can arrive in parts") {
  const std::string bytes = "one\r\ntwo\nthree";
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    LineSplitter splitter;
    splitter.append(bytes.substr(0, cut));
    auto lines = drain(splitter);
    splitter.append(bytes.substr(cut));
    splitter.finish();
    for (auto& line : drain(splitter)) lines.push_back(line);
    REQUIRE(lines == Lines{"one", "two", "three"});
  }
}

TEST_CASE("a line of the maximum length is whole") {
  const std::string longest(kMax, 'x');
  CHECK(sizes(split(longest + "\n")) == Sizes{kMax});
  CHECK(sizes(split(longest + "\r\ny\n")) == Sizes{kMax, 1});
  CHECK(sizes(split(longest)) == Sizes{kMax});
}

TEST_CASE("a longer line comes in pieces") {
  const std::string longer(kMax + 1, 'x');
  CHECK(sizes(split(longer + "\n")) == Sizes{kMax, 1});
  CHECK(sizes(split(longer + "\r\n")) == Sizes{kMax, 1});
  CHECK(sizes(split(longer)) == Sizes{kMax, 1});
  CHECK(sizes(split(std::string(3 * kMax, 'x') + "\ny")) == Sizes{kMax, kMax, kMax, 1});
}

TEST_CASE("an endless line is not stored") {
  LineSplitter splitter;
  splitter.append(std::string(kMax, 'x'));
  CHECK_FALSE(splitter.next());
  splitter.append("\r");
  CHECK_FALSE(splitter.next());
  splitter.append("x");
  CHECK(splitter.next()->size() == kMax);
}

TEST_CASE("pieces have whole characters") {
  std::string line(kMax - 1, 'x');
  line += "\xe2\x82\xac\n";
  const auto pieces = split(line);
  CHECK(sizes(pieces) == Sizes{kMax - 1, 3});
  CHECK(pieces.back() == "\xe2\x82\xac");
}

/// An editor of Windows put a byte order mark before the first line of a file, and the name in that
/// line was refused.
TEST_CASE("a byte order mark at the head is skipped, in any pieces") {
  const std::string text =
      "\xEF\xBB\xBF"
      "Bob\n\xEF\xBB\xBF"
      "hello\n";
  for (std::size_t split = 0; split <= text.size(); ++split) {
    CAPTURE(split);
    LineSplitter splitter;
    splitter.append(text.substr(0, split));
    auto lines = drain(splitter);
    splitter.append(text.substr(split));
    for (const auto& line : drain(splitter)) lines.push_back(line);
    CHECK(lines == Lines{"Bob",
                         "\xEF\xBB\xBF"
                         "hello"});
  }
  LineSplitter only;
  only.append("\xEF\xBB\xBF");
  only.finish();
  CHECK_FALSE(only.next());
}

TEST_CASE("a line that is shorter than a byte order mark is the head, too") {
  LineSplitter splitter;
  splitter.append("a\n");
  CHECK(*splitter.next() == "a");
  splitter.append(
      "\xEF\xBB\xBF"
      "b\n");
  CHECK(*splitter.next() ==
        "\xEF\xBB\xBF"
        "b");
}

}  // namespace
}  // namespace tertulia::terminal::line_splitter_test
