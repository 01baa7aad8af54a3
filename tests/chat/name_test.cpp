#include "tertulia/chat/name.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::chat::name_test {
namespace {

std::string repeat(std::string_view text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

Name name(std::string_view typed) {
  const auto parsed = Name::parse(typed);
  REQUIRE(std::holds_alternative<Name>(parsed));
  return std::get<Name>(parsed);
}

TEST_CASE("a name has letters, digits, marks, '-', '_' and '.'") {
  for (const auto& typed :
       {std::string("a"), std::string("Bob"), std::string("7"), std::string("-a"),
        std::string("__7"), std::string(".\u6771."), std::string("a-b_c.d1"),
        std::string("Zo\xC3\xAB"), std::string("\xE6\x9D\xB1\xE4\xBA\xAC"),
        std::string("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"), std::string("\xE0\xA4\xB9\xE0\xA4\xBF"),
        std::string("q\xCC\x81"), std::string("Goodbye"), std::string("exits"),
        std::string("\xD0\x92\xD0\xBE\xD0\xB2\xD0\xB0.7"), std::string("Bob\xE6\x9D\xB1"),
        std::string("\xCE\x9D\xCE\xAF\xCE\xBA\xCE\xBF\xCF\x82"), repeat("a", 32),
        repeat("\xF0\x9D\x92\x9C", 32)}) {
    CAPTURE(typed);
    CHECK(name(typed).text() == typed);
  }
}

TEST_CASE("an invalid name has a reason") {
  struct Row {
    std::string typed;
    Problem problem;
  };
  for (const auto& row :
       {Row{"", Problem::name_empty},
        Row{" \t ", Problem::name_empty},
        Row{repeat("a", 33), Problem::name_too_long},
        Row{repeat("\xC3\xB1", 33), Problem::name_too_long},
        Row{"-", Problem::name_no_letter},
        Row{"---", Problem::name_no_letter},
        Row{"_.-", Problem::name_no_letter},
        Row{"-\u0301", Problem::name_no_letter},
        Row{"a b", Problem::name_character},
        Row{"a\tb", Problem::name_character},
        Row{"a!", Problem::name_character},
        Row{"(Bob)", Problem::name_character},
        Row{"/who", Problem::name_character},
        Row{"a\x1B[m", Problem::name_character},
        Row{std::string("a\0b", 3), Problem::name_character},
        Row{"a\xC2\xA0"
            "b",
            Problem::name_character},                      // a hard space
        Row{"a\xE2\x80\xAE", Problem::name_character},     // an override
        Row{"a\xE2\x80\x8B", Problem::name_character},     // no width at all
        Row{"a\xE2\x80\x8D", Problem::name_character},     // a joiner
        Row{"\xF0\x9F\x91\x8B", Problem::name_character},  // a waving hand
        Row{"\xC2\xBD", Problem::name_character},          // one half
        Row{"\xCC\x81"
            "a",
            Problem::name_character},                     // a mark at the beginning
        Row{"\xE3\x85\xA4", Problem::name_character},     // a filler, which shows nothing
        Row{"Bob\xE3\x85\xA4", Problem::name_character},  // the same behind a name
        Row{"Bob\xEF\xB8\x8F", Problem::name_character},  // a variation selector
        Row{"B\xCD\x8Fob", Problem::name_character},      // a grapheme joiner, a mark to Unicode
        Row{"\xD0\x92ob", Problem::name_mixed},           // a Cyrillic B
        Row{"B\xCE\xBF"
            "b",
            Problem::name_mixed},                          // a Greek o
        Row{"\xEF\xBC\xA2\xD0\xBE", Problem::name_mixed},  // a Cyrillic o behind a wide B
        Row{"\xE1\x8E\xAA"
            "bc",
            Problem::name_mixed},                          // a Cherokee A
        Row{"\xD0\xB2\xCE\xBF", Problem::name_mixed},      // Cyrillic and Greek
        Row{"\xCE\xBF\xE6\x9D\xB1", Problem::name_mixed},  // Greek and Han
        Row{"Bob\xE1\x80\xB9", Problem::name_mixed},       // a mark of Burmese
        Row{"B\xE0\xAC\xA0"
            "b",
            Problem::name_mixed},  // a letter of Odia
        Row{"B\xE0\xA5\xA6"
            "b",
            Problem::name_mixed},                                  // a zero of Devanagari
        Row{"Gre\xC9\xA1", Problem::name_character},               // a phonetic g
        Row{"Bob\xC7\x83", Problem::name_character},               // a click
        Row{"12\xE2\xB5\xBF", Problem::name_character},            // a joiner of Tifinagh
        Row{"12\xF0\x91\x81\xBF", Problem::name_character},        // of Brahmi
        Row{"\xD7\xA9\xF0\x93\x91\x81", Problem::name_character},  // a blank of Egyptian
        Row{"\xF0\x93\x91\x82", Problem::name_character},          // half of it
        Row{"12\xF0\x96\xBF\xA4", Problem::name_character},        // a filler of Khitan
        Row{"B\xE1\xB4\x8F"
            "b",
            Problem::name_character},                          // a small capital
        Row{repeat("e\xCC\x81", 65), Problem::name_too_long},  // 130, not composed
        Row{"exit", Problem::name_reserved},
        Row{"EXIT", Problem::name_reserved},
        Row{" Exit ", Problem::name_reserved},
        Row{"exi\u0307t", Problem::name_reserved},
        Row{"\xEF\xBD\x85\xEF\xBD\x98\xEF\xBD\x89\xEF\xBD\x94", Problem::name_reserved},
        Row{"a\xFF", Problem::not_utf8},
        Row{"\xC3", Problem::not_utf8},
        Row{"\xED\xA0\x80", Problem::not_utf8}}) {
    CAPTURE(row.typed);
    const auto parsed = Name::parse(row.typed);
    REQUIRE(std::holds_alternative<Problem>(parsed));
    CHECK(std::get<Problem>(parsed) == row.problem);
  }
}

TEST_CASE("spaces around a name are ignored") { CHECK(name(" \tBob ").text() == "Bob"); }

TEST_CASE("a name is kept as typed, but composed") {
  CHECK(name("BoB").text() == "BoB");
  CHECK(name("e\xCC\x81").text() == "\xC3\xA9");
  CHECK(name("\xEF\xAC\x81n").text() == "\xEF\xAC\x81n");
}

TEST_CASE("the length counts composed code points") {
  CHECK(name(repeat("e\xCC\x81", 32)).text() == repeat("\xC3\xA9", 32));
}

TEST_CASE("a mark that cannot be seen makes no other name") {
  struct Pair {
    std::string_view typed, same;
  };
  for (const auto& pair : {Pair{"Bi\u0307ll", "Bill"},       // a dot in the place of the dot
                           Pair{"\u0130an", "ian"},          // the same in upper case
                           Pair{"i\u0323\u0307", "\u1ECB"},  // with a dot below
                           Pair{"i\u0307\u0301", "\u00ED"},  // with an accent
                           Pair{"\u0456\u0307", "\u0456"},   // Ukrainian
                           Pair{"j\u0307", "j"},             // .
                           Pair{"\u0131\u0307", "i"},        // a dot on a dotless i
                           Pair{"\u0131\u0307\u0307", "i"},  // twice
                           Pair{"a_\u0332b", "a_b"},         // a line on a line
                           Pair{"a-\u0335b", "a-b"},         // a stroke on a stroke
                           Pair{"a.\u0323b", "a.b"},         // .
                           Pair{"f\u0335", "f"},             // on the stroke of a letter
                           Pair{"Bj\u00F8\u0338rn", "Bj\u00F8rn"},
                           Pair{"Bjo\u0338rn", "Bj\u00F8rn"},    // another way to write the letter
                           Pair{"i\u0335\u0307", "\u0268"},      // .
                           Pair{"q\u0301\u0301", "q\u0301"}}) {  // drawn on each other
    CAPTURE(pair.typed);
    CHECK(name(pair.typed) == name(pair.same));
    CHECK(name(pair.typed).key() == name(name(pair.typed).text()).key());
  }
}

TEST_CASE("names that look alike are the same") {
  CHECK(name("Bob") == name("bOB"));
  CHECK(name("e\xCC\x81") == name("\xC3\x89"));
  CHECK(name("\xEF\xBC\xA2ob") == name("bob"));
  CHECK(name("\xEF\xAC\x81n") == name("FIN"));
  CHECK(name("Stra\xC3\x9F"
             "e") == name("strasse"));
  CHECK_FALSE(name("Ana") == name("Anna"));
  CHECK_FALSE(name("Jos\u00E9") == name("Jose"));
  CHECK_FALSE(name("\u00F8") == name("o"));
  CHECK_FALSE(name("e\u0301\u0323") == name("e\u0301"));
  CHECK_FALSE(name("a-b") == name("a_b"));
}

}  // namespace
}  // namespace tertulia::chat::name_test
