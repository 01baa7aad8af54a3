#include "tertulia/base/help_text.h"

#include <sstream>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::base::help_text_test {
namespace {

TEST_CASE("names and text stand in two columns") {
  CHECK(help_entry("--name NAME", "Your name") ==
        "  --name NAME" + std::string(21, ' ') + "Your name\n");
  CHECK(help_entry("--name NAME", "") == "  --name NAME\n");
}

TEST_CASE("names that fill their column have a line of their own") {
  const std::string names(32, 'n');
  CHECK(help_entry(names, "text") == "  " + names + "\n" + std::string(34, ' ') + "text\n");
}

TEST_CASE("a long text is broken between words, and nothing of it is lost") {
  for (std::size_t length = 1; length < 80; ++length) {
    std::string text = "x";
    for (std::size_t i = 0; i < 20; ++i) text += " " + std::string(1 + (length + i) % 60, 'w');
    std::istringstream rows(help_entry("--option", text));
    std::string words;
    for (std::string row; std::getline(rows, row);) {
      CHECK(row.size() <= kHelpWidth);
      CHECK(row.size() > 34);
      words += (words.empty() ? "" : " ") + row.substr(34);
    }
    CHECK(words == text);
  }
}

TEST_CASE("a word that is too long for a line is not cut") {
  const std::string word(200, 'w');
  const std::string indent(34, ' ');
  CHECK(help_entry("-a", "b " + word + " c") ==
        "  -a" + std::string(30, ' ') + "b\n" + indent + word + "\n" + indent + "c\n");
}

}  // namespace
}  // namespace tertulia::base::help_text_test
