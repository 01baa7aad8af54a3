#include "store/search_text.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::store {
namespace {

TEST_CASE("case is ignored in any script") {
  CHECK(search_text("Hello WORLD") == "hello world");
  CHECK(search_text("ΣΊΣΥΦΟΣ Straße ŁÓDŹ") == "σισυφοσ strasse łodz");
}

TEST_CASE("accents are left out, and other marks stay") {
  CHECK(search_text("Ünïcödé ŷ") == "unicode y");
  CHECK(search_text("Алёна") == "алена");
  CHECK(search_text("x\u0302y") == "xy");
  CHECK(search_text("مَدْرَسَة") == search_text("مدرسة"));
  CHECK(search_text("مـــدرسة") == search_text("مدرسة"));
  CHECK(search_text("שָׁלוֹם") == search_text("שלום"));
  CHECK(search_text("हिन्दी") == "हिन्दी");
}

TEST_CASE("characters of scripts without blanks stand alone") {
  CHECK(search_text("漢字") == " 漢  字 ");
  CHECK(search_text("C++と漢字") == "c++ と  漢  字 ");
  CHECK(search_text("カタカナ") == search_text("ｶﾀｶﾅ"));
  CHECK(search_text("학교") == " 학  교 ");
  CHECK(search_text("ไทย") == " ไ  ท  ย ");
  CHECK(search_text("か\u3099") == " が ");
}

TEST_CASE("emoji are words, without their variants and joiners") {
  CHECK(search_text("hi😀") == "hi u1f600 ");
  CHECK(search_text("☺️") == search_text("☺"));
  CHECK(search_text("👩‍🚀") == " u1f469  u1f680 ");
}

TEST_CASE("bytes that are not UTF-8 are shown as such") {
  CHECK(search_text("a\xFF"
                    "b") ==
        "a\uFFFD"
        "b");
  CHECK(search_text(std::string_view("a\0b", 3)).size() == 3);
}

TEST_CASE("each word of a question is quoted") {
  CHECK(match_expression("one two") == R"("one" "two" )");
  CHECK(match_expression(R"(say "hi")") == R"("say" """hi""" )");
  CHECK(match_expression("漢字\u3000OR") == R"(" 漢  字 " "or" )");
  CHECK(match_expression(" \t ").empty());
  CHECK(match_expression(std::string_view("a\0b", 3)) == R"("a b" )");
}

}  // namespace
}  // namespace tertulia::store
