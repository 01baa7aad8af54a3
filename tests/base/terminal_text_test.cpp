#include "tertulia/base/terminal_text.h"

#include <map>
#include <string>
#include <utility>

#include <doctest/doctest.h>

namespace tertulia::base::terminal_text_test {
namespace {

using Charset = Terminal::Charset;
using Widths = Terminal::Widths;

std::map<std::string, std::string> variables;

Terminal terminal_with(std::map<std::string, std::string> environment) {
  environment.try_emplace("TERM", "xterm");
  variables = std::move(environment);
  return terminal_of([](const char* name) -> std::string_view {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string_view{} : found->second;
  });
}

TEST_CASE("the locale gives the character set, as far as it says") {
  for (const auto* locale : {"es_AR.UTF-8", "C.utf8", "de_DE.UTF-8@euro"}) {
    CAPTURE(locale);
    CHECK(terminal_with({{"LANG", locale}}).charset == Charset::utf8);
  }
  for (const auto* locale : {"", "C", "POSIX", "es_AR", "es_AR.ISO-8859-1", "ru_RU.KOI8-R"}) {
    CAPTURE(locale);
    CHECK(terminal_with({{"LANG", locale}}).charset == Charset::ascii);
  }
}

TEST_CASE("the variables of the locale have their usual order") {
  CHECK(terminal_with({{"LC_ALL", "C"}, {"LANG", "C.UTF-8"}}).charset == Charset::ascii);
  CHECK(terminal_with({{"LC_CTYPE", "C.UTF-8"}, {"LANG", "C"}}).charset == Charset::utf8);
  CHECK(terminal_with({{"LC_ALL", ""}, {"LANG", "C.UTF-8"}}).charset == Charset::utf8);
}

TEST_CASE("the widest widths are for GNU screen, East Asian locales and terminals of the past") {
  CHECK(terminal_with({{"LANG", "es_AR.UTF-8"}}).widths == Widths::usual);
  CHECK(terminal_with({{"STY", "1234.pts-0"}}).widths == Widths::widest);
  CHECK(terminal_with({{"LANG", "ja_JP.UTF-8"}}).widths == Widths::widest);
  const auto dumb = terminal_with({{"TERM", "dumb"}});
  CHECK(dumb.widths == Widths::widest);
  CHECK_FALSE(dumb.has_sequences);
  CHECK_FALSE(terminal_with({{"TERM", ""}}).has_sequences);
}

TEST_CASE("many colours are used where the terminal is known to have them") {
  for (const auto* type : {"xterm-256color", "tmux-256color", "xterm-kitty", "foot"}) {
    CAPTURE(type);
    CHECK(terminal_with({{"TERM", type}}).has_many_colors);
  }
  for (const auto* type : {"xterm", "linux", "screen", "vt100"}) {
    CAPTURE(type);
    CHECK_FALSE(terminal_with({{"TERM", type}}).has_many_colors);
  }
  CHECK(terminal_with({{"TERM", "xterm"}, {"COLORTERM", "truecolor"}}).has_many_colors);
}

TEST_CASE("a descriptor that is no terminal has the usual size") {
  CHECK(terminal_columns(-1) == Terminal::kUsualColumns);
  CHECK(terminal_rows(-1) == Terminal::kUsualRows);
}

// A terminal that counts other widths than we do puts the end of a full row into the next one,
// where it looks like a line of its own. It must not do so while text of users is written.
TEST_CASE("a line is written without autowrap") {
  CHECK(terminal_line("(Bob) hi", {}) == "\x1b[?7l(Bob) hi\n\x1b[?7h");
  CHECK(terminal_line(std::string(21, 'x'), {.columns = 20}) ==
        "\x1b[?7l" + std::string(20, 'x') + "\n  x\n\x1b[?7h");
  CHECK(terminal_line("(Bob) hi", {.has_sequences = false}) == "(Bob) hi\n");
}

TEST_CASE("a line is safe") {
  CHECK(terminal_line("a\x1b[2J\xFF", {.has_sequences = false}) ==
        "a\xE2\x90\x9B[2J\xEF\xBF\xBD\n");
}

// In a terminal of ISO 8859-1, the second byte of U+06DB is the control character CSI.
TEST_CASE("a terminal that is not UTF-8 gets ASCII only") {
  const Terminal ascii{.charset = Charset::ascii, .has_sequences = false};
  CHECK(terminal_line("\xDB\x9B"
                      "2J",
                      ascii) == "2J\n");
  CHECK(terminal_line("\xC2\xBFQu\xC3\xA9 tal, ma\xC3\xB1"
                      "ana?",
                      ascii) == "?Que tal, manana?\n");
  CHECK(terminal_line("\xE6\x97\xA5\xE6\x9C\xAC \x01", ascii) == "?? ?\n");
}

}  // namespace
}  // namespace tertulia::base::terminal_text_test
