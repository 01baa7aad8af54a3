#include "terminal/history_search.h"

#include <doctest/doctest.h>

namespace tertulia::terminal::history_search_test {
namespace {

using Direction = HistorySearch::Direction;

HistorySearch search_back() {
  return {{"first line", "second line", "second line", "third", "typed"}, Direction::back};
}

TEST_CASE("it finds the newest line with the text, and shows where") {
  auto search = search_back();
  search.type("l");
  search.type("ine");
  CHECK(search.line() == "second line");
  CHECK(search.point() == 7);
  CHECK(search.prompt() == "(reverse-i-search)`line': ");
}

TEST_CASE("searching on finds other lines, in both directions") {
  auto search = search_back();
  search.type("line");
  search.again(Direction::back, {});
  CHECK(search.line() == "first line");
  search.again(Direction::back, {});
  CHECK(search.line() == "first line");
  CHECK(search.prompt() == "(failed reverse-i-search)`line': ");
  search.again(Direction::forward, {});
  CHECK(search.line() == "second line");
  CHECK(search.prompt() == "(i-search)`line': ");
}

TEST_CASE("what is not found leaves the line, until it is erased") {
  auto search = search_back();
  search.type("thi");
  search.type("é");
  CHECK(search.line() == "third");
  CHECK(search.prompt() == "(failed reverse-i-search)`thié': ");
  search.erase();
  CHECK(search.text() == "thi");
  CHECK(search.prompt() == "(reverse-i-search)`thi': ");
}

TEST_CASE("a new search can repeat the former one") {
  auto search = search_back();
  search.again(Direction::back, "first");
  CHECK(search.line() == "first line");
  CHECK(search.former_line() == "typed");
}

TEST_CASE("an empty search finds the line that is being edited") {
  auto search = search_back();
  search.erase();
  search.again(Direction::back, {});
  CHECK(search.line() == "typed");
  CHECK(search.point() == 5);
}

}  // namespace
}  // namespace tertulia::terminal::history_search_test
