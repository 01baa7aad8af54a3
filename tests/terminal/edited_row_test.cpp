#include "terminal/edited_row.h"

#include <algorithm>
#include <clocale>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::terminal::edited_row_test {
namespace {

/// The row with a bar in the place of the cursor.
std::string shown(std::string_view line, std::size_t point, std::size_t columns = 20,
                  std::string_view prompt = "> ") {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  const auto row = make_edited_row(prompt, line, point, {.columns = columns});
  std::setlocale(LC_CTYPE, "C");
  CHECK(row.cells < columns);
  CHECK(row.cursor <= row.cells);
  REQUIRE(row.text.starts_with(row.before_cursor));
  return row.before_cursor + "|" + row.text.substr(row.before_cursor.size());
}

TEST_CASE("a line that fits is shown whole, with the cursor anywhere") {
  CHECK(shown("", 0) == "> |");
  CHECK(shown("", 0, 20, "") == "|");
  CHECK(shown("hello", 5) == "> hello|");
  CHECK(shown("hello", 0) == "> |hello");
  CHECK(shown("hello", 3) == "> hel|lo");
  CHECK(shown(std::string(17, 'x'), 17) == "> " + std::string(17, 'x') + "|");
}

TEST_CASE("of a longer line the part around the cursor is shown") {
  const std::string line = "abcdefghijklmnopqrstuvwxyz";
  CHECK(shown(line, 0) == "> |abcdefghijklmnop>");
  CHECK(shown(line, 15) == "> abcdefghijklmno|p>");
  CHECK(shown(line, 16) == "<ijklmnop|qrstuvwxyz");
  CHECK(shown(line, 26) == "<rstuvwxyz|");
}

TEST_CASE("the cursor is in the row, wherever it is in the line") {
  for (std::size_t columns = 1; columns < 30; ++columns) {
    for (std::size_t size = 0; size < 40; ++size) {
      for (std::size_t point = 0; point <= size; ++point) {
        const auto row = make_edited_row("> ", std::string(size, 'x'), point, {.columns = columns});
        REQUIRE(row.cells < std::max<std::size_t>(columns, 4));
        REQUIRE(row.cursor <= row.cells);
        REQUIRE(row.text.size() == row.cells);
        REQUIRE(row.before_cursor.size() == row.cursor);
      }
    }
  }
}

TEST_CASE("wide characters and accents") {
  const std::string wide = "\xE6\x9D\xB1";
  CHECK(shown(wide + wide, 3) == "> " + wide + "|" + wide);
  CHECK(shown("cafe\xCC\x81s", 6) == "> cafe\xCC\x81|s");
  std::string many = "x";
  for (int i = 0; i < 20; ++i) many += wide;
  CHECK(shown(many, many.size()).starts_with("< "));  // half of a wide character
}

TEST_CASE("what is no printable character appears in its safe form") {
  CHECK(shown("a\x01z", 2) == "> a\xE2\x90\x81|z");
  CHECK(shown("a\tb", 2) == "> a     |b");
  CHECK(shown("a\xFF", 2) == "> a\xEF\xBF\xBD|");
}

}  // namespace
}  // namespace tertulia::terminal::edited_row_test
