#include "terminal/styled_rows.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::terminal::styled_rows_test {
namespace {

using Parts = std::vector<StyledLine::Part>;

const std::string kOff = "\x1b[?7l";
const std::string kOn = "\n\x1b[?7h";

std::string shown(const Parts& parts, const base::Terminal& terminal = {}) {
  return styled_terminal_line({parts}, terminal);
}

TEST_CASE("a line without styles has no sequences of its own") {
  CHECK(shown({{"(Bob) hi", {}}}) == kOff + "(Bob) hi" + kOn);
  CHECK(shown({}) == kOff + kOn);
  CHECK(shown({{"", {.bold = true}}}) == kOff + kOn);
}

TEST_CASE("each part has its style, and what follows has none") {
  CHECK(shown({{"(", {}}, {"Bob", {.color = 1}}, {") hi", {}}}) ==
        kOff + "(\x1b[0;38;5;160mBob\x1b[0m) hi" + kOn);
  CHECK(shown({{"Bob", {.bold = true, .dim = true, .reverse = true}}, {"!", {.bold = true}}}) ==
        kOff + "\x1b[0;1;2;7mBob\x1b[0;1m!\x1b[0m" + kOn);
}

TEST_CASE("a terminal with eight colours gets one of them") {
  CHECK(shown({{"Bob", {.color = 1}}}, {.has_many_colors = false}) ==
        kOff + "\x1b[0;31mBob\x1b[0m" + kOn);
}

TEST_CASE("a colour that does not exist is the terminal's own") {
  CHECK(shown({{"Bob", {.color = kColors + 1}}}) == kOff + "\x1b[0mBob\x1b[0m" + kOn);
}

TEST_CASE("a style goes on in the next row, but not in the indent") {
  CHECK(shown({{"(Bob) ", {}}, {"nobody could foresee it", {.bold = true}}}, {.columns = 20}) ==
        kOff + "(Bob) \x1b[0;1mnobody could\x1b[0m\n  \x1b[0;1mforesee it\x1b[0m" + kOn);
}

TEST_CASE("a style that begins after a dropped blank is not lost") {
  CHECK(shown({{"(Bob) nobody could ", {}}, {"foresee", {.bold = true}}, {" it", {}}},
              {.columns = 20}) == kOff + "(Bob) nobody could\n  \x1b[0;1mforesee\x1b[0m it" + kOn);
}

/// The bytes without sequences.
std::string plain(std::string bytes) {
  for (auto begin = bytes.find('\x1b'); begin != std::string::npos; begin = bytes.find('\x1b')) {
    bytes.erase(begin, bytes.find_first_of("mhl", begin) + 1 - begin);
  }
  return bytes;
}

TEST_CASE("the rows are those of a line without styles, wherever the parts begin") {
  const std::string text = "(Bob) a  few words,\tand averylongonethatmustbebroken  \xE6\x9D\xB1 x ";
  for (std::size_t columns = 20; columns <= 60; ++columns) {
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      if (cut < text.size() && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80U) continue;
      const base::Terminal terminal{.columns = columns};
      const auto bytes = shown(
          {{text.substr(0, cut), {.bold = true}}, {text.substr(cut), {.color = 2}}}, terminal);
      REQUIRE(plain(bytes) == plain(base::terminal_line(text, terminal)));
    }
  }
}

TEST_CASE("each part is made safe") {
  CHECK(shown({{"\x1b[2J", {}}, {"\n", {.bold = true}}}) ==
        kOff + "\xE2\x90\x9B[2J\x1b[0;1m\xE2\x90\x8A\x1b[0m" + kOn);
  CHECK(shown({{"ma\xC3\xB1", {}}}, {.charset = base::Terminal::Charset::ascii}) ==
        kOff + "man" + kOn);
}

// Marks of two parts would cover the lines above and below.
TEST_CASE("parts that are not safe together are shown as one") {
  std::string marks;
  for (int i = 0; i < 8; ++i) marks += "\xCC\x81";
  const StyledLine line{{{"a" + marks, {.bold = true}}, {marks, {}}}};
  CHECK(styled_terminal_line(line, {}) == base::terminal_line(line.text(), {}));
}

double linear(int component) {
  const double c = component / 255.0;
  return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

/// As the Web Content Accessibility Guidelines define it, of a colour in the cube of the palette.
double luminance(int color) {
  const auto component = [](int step) { return step == 0 ? 0 : 55 + 40 * step; };
  const int index = color - 16;
  return 0.2126 * linear(component(index / 36)) + 0.7152 * linear(component(index / 6 % 6)) +
         0.0722 * linear(component(index % 6));
}

TEST_CASE("all colours can be read on black and on white, and differ") {
  for (const int color : kPalette) {
    CAPTURE(color);
    CHECK(color >= 16);
    CHECK((luminance(color) + 0.05) / 0.05 >= 3.6);
    CHECK(1.05 / (luminance(color) + 0.05) >= 3.6);
    CHECK(std::ranges::count(kPalette, color) == 1);
  }
}

}  // namespace
}  // namespace tertulia::terminal::styled_rows_test
