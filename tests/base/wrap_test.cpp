#include <array>
#include <clocale>
#include <cwchar>
#include <ios>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/base/terminal_text.h"
#include "tertulia/base/text.h"

namespace tertulia::base::wrap_test {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

std::string wrap(std::string_view text, std::size_t columns,
                 Terminal::Widths widths = Terminal::Widths::usual) {
  return base::wrap(text, {.columns = columns, .widths = widths});
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
  CHECK(wrap("(Bob) " + std::string(14, ' ') + "(Ann) I quit", 20) == "(Bob)\n  (Ann) I quit");
  CHECK(wrap(std::string(20 + 18 + 1, 'x'), 20) ==
        std::string(20, 'x') + "\n  " + std::string(18, 'x') + "\n  x");
}

// A message of 100 letters in words was shown with "foresee" as "fores" and "ee".
TEST_CASE("a row ends at a blank, and a word stays whole") {
  CHECK(wrap("(Bob) nobody could foresee it", 20) == "(Bob) nobody could\n  foresee it");
  CHECK(wrap("(Bob) nobody  could  foresee  it", 20) == "(Bob) nobody  could\n  foresee  it");
  CHECK(wrap("(Bob) exactly twenty.", 20) == "(Bob) exactly\n  twenty.");
  CHECK(wrap("(Bob) exactly twenty", 20) == "(Bob) exactly twenty");
  CHECK(wrap("ends in blanks      " + std::string(30, ' '), 20) == "ends in blanks");
}

TEST_CASE("a word that is longer than a row is broken, and begins in half a row") {
  const std::string address(30, 'u');
  CHECK(wrap("(Bob) " + address, 20) ==
        "(Bob) " + std::string(14, 'u') + "\n  " + std::string(16, 'u'));
  CHECK(wrap("(Bob) look at " + address, 20) ==
        "(Bob) look at\n  " + std::string(18, 'u') + "\n  " + std::string(12, 'u'));
}

TEST_CASE("a text of ideographs has no blanks and may be broken between any two") {
  const std::string ideograph = "\xE6\x9D\xB1";
  CHECK(wrap("(Bob) " + repeat(ideograph, 8), 20) ==
        "(Bob) " + repeat(ideograph, 7) + "\n  " + ideograph);
}

// At 19 columns nothing was indented: 13 blanks put "(Carl) no" at the beginning of a row.
TEST_CASE("a narrow terminal indents by one") {
  for (std::size_t columns = kMinColumns; columns < 20; ++columns) {
    CAPTURE(columns);
    for (std::size_t blanks = 0; blanks < 40; ++blanks) {
      const auto rows = wrap("(Eve) x" + std::string(blanks, ' ') + "(Carl) no", columns);
      REQUIRE(rows.find("\n(") == std::string::npos);
      for (auto at = rows.find('\n'); at != std::string::npos; at = rows.find('\n', at + 1)) {
        REQUIRE(rows[at + 1] == ' ');
      }
    }
  }
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
    const int width = ::wcwidth(static_cast<wchar_t>(c));
    const auto text = utf8(c);
    if (width <= 0 || safe(text) != text) continue;
    const std::string letters(static_cast<std::size_t>(20 - width), 'x');
    auto line = letters;
    auto rows = wrap(line.append("x").append(text), 20);
    if (rows.starts_with(letters)) rows.erase(0, letters.size());
    // A mark stays with its letter.
    const std::array<std::string, 2> right = {"x\n  ", "\n  x"};
    if (rows != right[0] + text && rows != right[1] + text) {
      FAIL("U+" << std::hex << static_cast<unsigned>(c));
    }
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

// GNU screen draws 1,075 of 1,725 marks in a cell of their own, and a terminal with wide ambiguous
// characters draws the sign of a paragraph in two. So the rest of a row that was full could stand
// alone in the next one.
TEST_CASE("where widths are uncertain the widest counts") {
  const std::string marked = "a\xD2\x87\xD2\x87\xD2\x87";  // three times U+0487
  CHECK(wrap(repeat(marked, 20), 20) == repeat(marked, 20));
  CHECK(wrap(repeat(marked, 6), 20, Terminal::Widths::widest) ==
        repeat(marked, 5) + "\n  " + marked);
  const std::string section = "\xC2\xA7";
  CHECK(wrap(repeat(section, 20), 20) == repeat(section, 20));
  CHECK(wrap(repeat(section, 11), 20, Terminal::Widths::widest) ==
        repeat(section, 10) + "\n  " + section);
}

TEST_CASE("a tab goes to the next stop") {
  CHECK(wrap("\t\txxxx", 20) == "\t\txxxx");
  CHECK(wrap("\t\txxxxx", 20) == "\n  xxxxx");
  CHECK(wrap("x\t\txxxxx", 20) == "x\n  xxxxx");
}

TEST_CASE("on a terminal of three columns a line is one row") {
  CHECK(wrap(std::string(100, 'x'), 3) == std::string(100, 'x'));
}

}  // namespace
}  // namespace tertulia::base::wrap_test
