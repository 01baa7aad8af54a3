#include "terminal/completion.h"

#include <clocale>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/terminal/texts.h"

namespace tertulia::terminal::completion_test {
namespace {

using Words = std::vector<std::string>;

TEST_CASE("a word begins after the last blank") {
  CHECK(word_begin("", 0) == 0);
  CHECK(word_begin("/msg bo", 7) == 5);
  CHECK(word_begin("/msg bo", 6) == 5);
  CHECK(word_begin("/msg ", 5) == 5);
  CHECK(word_begin("/msg bo", 4) == 0);
  CHECK(word_begin("a\tb", 3) == 2);
}

TEST_CASE("the only candidate takes the place of the word") {
  CHECK(completed("bo", {"Bob: "}) == "Bob: ");
  CHECK(completed("", {"Bob: "}) == "Bob: ");
}

TEST_CASE("of several candidates the common beginning is inserted") {
  CHECK(completed("/l", {"/leave ", "/lea"}) == "/lea");
  CHECK(completed("b", {"Bobby", "bob "}) == "Bob");
}

TEST_CASE("what the user has typed is not shortened") {
  CHECK(completed("bo", {"Bob", "alias"}) == "bo");
  CHECK(completed("bob", {"Bob ", "bobby "}) == "bob");
  CHECK(completed("x", {}) == "x");
}

TEST_CASE("no character is cut") {
  CHECK(completed("J", {"J\xC3\xA9", "J\xC3\xA8"}) == "J");
  CHECK(completed("J", {"Jo\xC3\xA9", "Jo\xC3\xA8"}) == "Jo");
}

std::vector<std::string> listed(const Words& candidates, std::size_t columns) {
  std::setlocale(LC_CTYPE, "C.UTF-8");
  auto lines = list_candidates(candidates, {.columns = columns}, Texts{}.more);
  std::setlocale(LC_CTYPE, "C");
  return lines;
}

TEST_CASE("candidates are listed in columns, without what follows them") {
  CHECK(listed({"Ann: ", "Bob: ", "Carlos: ", "/me "}, 80) == Words{"Ann     Bob     Carlos  /me"});
  CHECK(listed({"Ann: ", "Bob: ", "Carlos: ", "/me "}, 14) == Words{"Ann     Bob", "Carlos  /me"});
}

TEST_CASE("cells count, not bytes") {
  CHECK(listed({"\xE6\x9D\xB1", "b", "c"}, 8) == Words{"\xE6\x9D\xB1  b", "c"});
}

TEST_CASE("a long list ends with the number of the others") {
  const Words many(100, "name ");
  const auto lines = listed(many, 20);
  REQUIRE(lines.size() == kMaxListRows);
  CHECK(lines.front() == "name  name  name");
  CHECK(lines.back() == "\xE2\x80\xA6 and 88 more");
  CHECK(listed(Words(15, "name "), 20).size() == kMaxListRows);
}

TEST_CASE("a candidate wider than the terminal takes a row") {
  CHECK(listed({std::string(30, 'a'), "b"}, 20) == Words{std::string(30, 'a'), "b"});
}

}  // namespace
}  // namespace tertulia::terminal::completion_test
