#include "terminal/wrap.h"

#include <clocale>
#include <cwchar>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string utf8(char32_t c) {
  const auto tail = [c](unsigned shift) {
    return static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x800) return {static_cast<char>(0xC0U | (c >> 6U)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0U | (c >> 12U)), tail(6), tail(0)};
  return {static_cast<char>(0xF0U | (c >> 18U)), tail(12), tail(6), tail(0)};
}

TEST_CASE("a line that fits is unchanged") {
  CHECK(wrap("", 20).empty());
  CHECK(wrap(std::string(20, 'x'), 20) == std::string(20, 'x'));
}

TEST_CASE("further rows are indented, so that none looks like a separate line") {
  CHECK(wrap(std::string(21, 'x'), 20) == std::string(20, 'x') + "\n  x");
  CHECK(wrap("(Bob) " + std::string(14, ' ') + "(Ann) I quit", 20) ==
        "(Bob) " + std::string(14, ' ') + "\n  (Ann) I quit");
  CHECK(wrap(std::string(20 + 18 + 1, 'x'), 20) ==
        std::string(20, 'x') + "\n  " + std::string(18, 'x') + "\n  x");
}

TEST_CASE("a character that can take two cells counts as two") {
  const std::string wide = "\xE6\x9D\xB1";       // an ideograph
  const std::string newer = "\xF0\x9F\xAB\xA9";  // an emoji of a later Unicode
  const std::string circled = "\xE2\x93\x90";    // narrow or wide, by terminal
  for (const auto& c : {wide, newer, circled}) {
    CHECK(wrap(repeat(c, 10), 20) == repeat(c, 10));
    CHECK(wrap(repeat(c, 11), 20) == repeat(c, 10) + "\n  " + c);
    CHECK(wrap("x" + repeat(c, 10), 20) == "x" + repeat(c, 9) + "\n  " + c);
  }
}

TEST_CASE("no text takes more cells than counted") {
  REQUIRE(std::setlocale(LC_CTYPE, "C.UTF-8") != nullptr);
  for (char32_t c = 0xA0; c <= 0x10FFFF; ++c) {
    const auto text = base::safe(utf8(c));
    const int width = ::wcwidth(static_cast<wchar_t>(c));
    if (width <= 0 || text != utf8(c)) continue;
    CAPTURE(static_cast<unsigned>(c));
    auto line = std::string(static_cast<std::size_t>(21 - width), 'x');
    auto rows = line;
    line.append(text);
    rows.append("\n  ").append(text);
    REQUIRE(wrap(line, 20) == rows);
  }
  std::setlocale(LC_CTYPE, "C");
}

TEST_CASE("accents take no cell, and stay with their letter") {
  const std::string letter = "e\xCC\x81";
  CHECK(wrap(repeat(letter, 20), 20) == repeat(letter, 20));
  CHECK(wrap(repeat(letter, 21), 20) == repeat(letter, 20) + "\n  " + letter);
  CHECK(wrap(repeat("\xC3\xB1", 20), 20) == repeat("\xC3\xB1", 20));
}

// The C library of Debian 13 draws U+1171E in a cell of its own, that of Debian 12 draws it on its
// letter: a later Unicode made a spacing mark of it. It counted as no cell, so that a line of it
// could grow over the edge of the terminal, and its rest could look like a line of its own.
TEST_CASE("a mark on which libraries disagree counts as a cell") {
  const std::string changed = "\xF0\x91\x9C\x9E";  // U+1171E
  const std::string newer = "\xE0\xBB\x8E";        // U+0ECE, of Unicode 15
  for (const auto& mark : {changed, newer}) {
    const auto marked = "x" + mark;
    auto broken = repeat(marked, 10);
    CHECK(wrap(repeat(marked, 10), 20) == broken);
    broken.append("\n  ").append(marked);
    CHECK(wrap(repeat(marked, 11), 20) == broken);
  }
}

TEST_CASE("a tab goes to the next stop") {
  CHECK(wrap("\t\txxxx", 20) == "\t\txxxx");
  CHECK(wrap("\t\txxxxx", 20) == "\t\txxxx\n  x");
  CHECK(wrap("\t\t\tx", 20) == "\t\t\n  \tx");
}

TEST_CASE("on a terminal without a width no line is wrapped") {
  CHECK(wrap(std::string(100, 'x'), 0) == std::string(100, 'x'));
  CHECK(wrap(std::string(100, 'x'), 19) == std::string(100, 'x'));
}

}  // namespace
}  // namespace tertulia::terminal
