#include "terminal/utf8.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::terminal::utf8_test {
namespace {

TEST_CASE("a truncated character at the end does not count") {
  const std::string text = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80";  // 1, 2, 3 and 4 bytes
  const std::size_t whole[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (std::size_t size = 0; size <= text.size(); ++size) {
    CHECK(whole_characters(std::string_view(text).substr(0, size)) == whole[size]);
  }
}

TEST_CASE("invalid UTF-8 is not kept for completion") {
  CHECK(whole_characters("\xff") == 1);
  CHECK(whole_characters("\xc0") == 1);
  CHECK(whole_characters("\x80\x80\x80\x80\x80") == 5);
  CHECK(whole_characters("\xe2"
                         "a") == 2);
  CHECK(whole_characters("\xc3\xa9\x80") == 3);
}

TEST_CASE("bytes that are not UTF-8 are replaced, one by one") {
  CHECK(replace_malformed("a\xE9\xC3(é\xF0\x9F") == "a\uFFFD\uFFFD(é\uFFFD\uFFFD");
  CHECK(replace_malformed({}).empty());
}

}  // namespace
}  // namespace tertulia::terminal::utf8_test
