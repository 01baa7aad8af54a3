#include "tertulia/base/text.h"

#include <array>
#include <initializer_list>
#include <string>

#include <doctest/doctest.h>
#include <fmt/core.h>

namespace tertulia::base::text_test {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The code point in UTF-8. Surrogates are encoded, too, although that is ill-formed.
std::string utf8(char32_t c) {
  const auto tail = [c](unsigned shift) {
    return static_cast<char>(0x80U | ((static_cast<unsigned>(c) >> shift) & 0x3FU));
  };
  const auto head = [c](unsigned mark, unsigned shift) {
    return static_cast<char>(mark | (static_cast<unsigned>(c) >> shift));
  };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {head(0xC0, 6), tail(0)};
  if (c < 0x10000) return {head(0xE0, 12), tail(6), tail(0)};
  return {head(0xF0, 18), tail(12), tail(6), tail(0)};
}

TEST_CASE("a line loses the CR at its end, and no other") {
  CHECK(without_cr("hello\r") == "hello");
  CHECK(without_cr("hello") == "hello");
  CHECK(without_cr("a\rb\r\r") == "a\rb\r");
  CHECK(without_cr("") == "");
}

TEST_CASE("well-formed UTF-8 is recognized") {
  for (const auto& text :
       {std::string(), std::string("abc"), std::string("\0", 1), utf8(0x7F), utf8(0x80),
        utf8(0x7FF), utf8(0x800), utf8(0xD7FF), utf8(0xE000), utf8(0xFFFD), utf8(0xFFFF),
        utf8(0x10000), utf8(0x10FFFF), std::string("se\xC3\xB1or \xF0\x9F\x91\x8B")}) {
    CAPTURE(text);
    CHECK(is_utf8(text));
  }
  const std::array<std::string, 20> malformed{"\x80",
                                              "\xBF",
                                              "\xC0\x80",
                                              "\xC1\xBF",
                                              "\xE0\x80\x80",
                                              "\xE0\x9F\xBF",
                                              "\xF0\x80\x80\x80",
                                              "\xF0\x8F\xBF\xBF",
                                              utf8(0xD800),
                                              utf8(0xDFFF),
                                              utf8(0x110000),
                                              "\xF5\x80\x80\x80",
                                              "\xFF",
                                              "\xFE",
                                              "\xC3",
                                              "\xE2\x82",
                                              "\xF0\x9F\x91",
                                              "\xC3(",
                                              "\xE2(\xA1",
                                              "\xF0(\x8C\xBC"};
  for (const auto& text : malformed) {
    CAPTURE(text);
    CHECK_FALSE(is_utf8(text));
    CHECK_FALSE(is_utf8("before " + text));
    CHECK_FALSE(is_utf8(text + " after"));
  }
}

TEST_CASE("every C0 control except tab, and DEL, is shown as its picture") {
  for (char32_t c = 0; c < 0x20; ++c) {
    if (c == '\t') continue;
    CAPTURE(static_cast<int>(c));
    CHECK(safe("a" + utf8(c) + "b") == "a" + utf8(0x2400 + c) + "b");
  }
  CHECK(safe("\x7F") == utf8(0x2421));
}

TEST_CASE("every C1 control, separator and bidirectional control is replaced") {
  for (char32_t c = 0x80; c < 0xA0; ++c) CHECK(safe(utf8(c)) == kReplacement);
  for (const char32_t c :
       std::initializer_list<char32_t>{0x061C, 0x200E, 0x200F, 0x2028, 0x2029, 0x202A, 0x202B,
                                       0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069}) {
    CAPTURE(static_cast<int>(c));
    CHECK(safe("a" + utf8(c) + "b") == "a" + std::string(kReplacement) + "b");
  }
}

TEST_CASE("code points next to unsafe ones are kept") {
  for (const char32_t c :
       std::initializer_list<char32_t>{0x20, 0x7E, 0xA0, 0x061B, 0x061D, 0x200D, 0x2010, 0x2027,
                                       0x202F, 0x2065, 0x206A, 0x2400, 0xFFFD}) {
    CAPTURE(static_cast<int>(c));
    CHECK(safe(utf8(c)) == utf8(c));
  }
}

TEST_CASE("tabs, accents, wide text and emoji are kept") {
  for (const std::string_view text :
       {"", "\t", "a\tb", "se\xC3\xB1or", "e\xCC\x81", "\xE6\x9D\xB1\xE4\xBA\xAC",
        "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x92\xBB", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D"}) {
    CHECK(safe(text) == text);
  }
}

TEST_CASE("each invalid byte is replaced") {
  const std::string r(kReplacement);
  CHECK(safe("a\xFF"
             "b") == "a" + r + "b");
  CHECK(safe("\xC0\x80") == r + r);
  CHECK(safe(utf8(0xD800)) == r + r + r);
  CHECK(safe("\xF0\x9F\x91") == r + r + r);
  CHECK(safe("\xC3") == r);
  CHECK(safe("\xC3\x1B[2J") == r + utf8(0x241B) + "[2J");
}

TEST_CASE("safe text is appended unchanged") {
  std::string out = "x";
  append_safe(out, "\n\xFF\xE2\x80\xAE");
  CHECK(out == "x" + utf8(0x240A) + std::string(kReplacement) + std::string(kReplacement));
  CHECK(safe(out) == out);
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("a long run of code points without a width is truncated") {
  const std::string r(kReplacement);
  for (const char32_t c : std::initializer_list<char32_t>{0x0301, 0x20DD, 0x200B, 0x200D, 0x2060,
                                                          0xFE0F, 0xE0041, 0xFEFF}) {
    CAPTURE(static_cast<int>(c));
    const auto most = "a" + repeat(utf8(c), kMaxZeroWidthRun);
    CHECK(safe(most) == most);
    CHECK(safe(most + utf8(c)) == most + r);
    CHECK(safe(most + repeat(utf8(c), 1'000)) == most + r);
    for (const char32_t wide : {U'b', U'ñ'}) {
      const auto apart = fmt::format("{}{}{}", most, utf8(wide), most);
      CHECK(safe(apart) == apart);
    }
    const auto together = safe(fmt::format("{}{}{}", most, utf8(c), most));
    CHECK(safe(together) == together);
  }
}

TEST_CASE("code points are counted, not bytes") {
  CHECK(count_code_points("") == 0);
  CHECK(count_code_points("abc") == 3);
  CHECK(count_code_points("\xC3\xB1\xE6\x9D\xB1\xF0\x9F\x91\x8B") == 3);
  CHECK(count_code_points("e\xCC\x81") == 2);
}

TEST_CASE("the normal form composes and keeps the rest") {
  CHECK(normalize("e\xCC\x81") == "\xC3\xA9");
  CHECK(normalize("\xEF\xAC\x81") == "\xEF\xAC\x81");
  CHECK(normalize("BoB") == "BoB");
  CHECK(normalize("") == "");
  CHECK_FALSE(normalize("\xFF"));
}

TEST_CASE("folding makes texts that look the same equal") {
  CHECK(fold("BOB") == "bob");
  CHECK(fold("\xEF\xAC\x81n") == "fin");                         // the ligature fi
  CHECK(fold("\xEF\xBC\xA2\xEF\xBD\x8F\xEF\xBD\x82") == "bob");  // full width
  CHECK(fold("STRASSE") == fold("stra\xC3\x9F"
                                "e"));           // sharp s
  CHECK(fold("E\xCC\x81") == fold("\xC3\xA9"));  // composed or not
  CHECK(fold("\xCE\xA3") == fold("\xCF\x82"));   // final sigma
  CHECK(fold("a\xC2\xAD"
             "b") == "ab");  // soft hyphen
  CHECK(fold("ana") != fold("anna"));
  CHECK_FALSE(fold("\xC3"));
}

TEST_CASE("code points are read one by one, each with its kind") {
  struct Row {
    char32_t c;
    Kind kind;
  };
  for (const auto& row :
       {Row{'a', Kind::letter},          Row{'Z', Kind::letter},    Row{0xF1, Kind::letter},
        Row{0x01C5, Kind::letter},       Row{0x02B0, Kind::letter}, Row{0x6771, Kind::letter},
        Row{'7', Kind::digit},           Row{0x0663, Kind::digit},  Row{0x0301, Kind::mark},
        Row{0x0903, Kind::spacing_mark}, Row{0x20DD, Kind::mark},   Row{' ', Kind::other},
        Row{'-', Kind::other},           Row{0, Kind::other},       Row{0xBD, Kind::other},
        Row{0x2160, Kind::other},        Row{0x1F44B, Kind::other}, Row{0x200D, Kind::other},
        Row{0x3164, Kind::other},        Row{0x034F, Kind::other},  Row{0xFE0F, Kind::other},
        Row{0xE000, Kind::other}}) {
    CAPTURE(static_cast<int>(row.c));
    const auto text = utf8(row.c) + "!";
    std::string_view rest = text;
    const auto taken = next_code_point(rest);
    REQUIRE(taken);
    CHECK(taken->value == row.c);
    CHECK(taken->kind == row.kind);
    CHECK(rest == "!");
  }
}

TEST_CASE("nothing is read at the end or from invalid UTF-8") {
  std::string_view rest;
  CHECK_FALSE(next_code_point(rest));
  rest =
      "\xFF"
      "abc";
  CHECK_FALSE(next_code_point(rest));
  CHECK(rest.size() == 4);
}

TEST_CASE("spaces at both ends are trimmed, others are kept") {
  CHECK(trim("").empty());
  CHECK(trim(" \t ").empty());
  CHECK(trim("a") == "a");
  CHECK(trim(" \ta b\t ") == "a b");
  CHECK(trim("\r a\n") == "\r a\n");
}

TEST_CASE("one byte order mark at the head is no part of a text") {
  CHECK(without_byte_order_mark("\xEF\xBB\xBFrate = 1") == "rate = 1");
  CHECK(without_byte_order_mark("\xEF\xBB\xBF\xEF\xBB\xBFx") == "\xEF\xBB\xBFx");
  CHECK(without_byte_order_mark("x\xEF\xBB\xBF") == "x\xEF\xBB\xBF");
  CHECK(without_byte_order_mark("\xEF\xBB") == "\xEF\xBB");
  CHECK(without_byte_order_mark("").empty());
}

TEST_CASE("only the letters A to Z become small") { CHECK(lower_ascii("AZaz09 Ñ") == "azaz09 Ñ"); }

TEST_CASE("the size of the safe form is known without making it") {
  const std::string marks = "e" + std::string(30, '\xCC') + "\x81";
  std::string cut = "e";
  for (int i = 0; i < 20; ++i) cut += utf8(0x0301);
  for (const std::string& text :
       {std::string(), std::string("plain\ttext"), std::string("\x01\x7F"),
        std::string("\xC2\x85\xFF"), utf8(0x20AC), marks, cut}) {
    CAPTURE(text);
    CHECK(safe_size(text) == safe(text).size());
  }
  CHECK(safe_size(std::string(4'085, '\x01')) == std::size_t{3} * 4'085);
}

TEST_CASE("an indent is what shows nothing") {
  struct Row {
    std::string_view text, rest;
  };
  for (const auto& row :
       {Row{"a b", "a b"}, Row{"", ""}, Row{" \t a ", "a "}, Row{"\u00A0\u3000\u2009a", "a"},
        Row{"\uFEFF\u200B\u200E\u2060\u00ADa", "a"}, Row{"\u2800\u3164\u2028a", "a"},
        Row{"\x1B\b\x7F\u0085/x", "/x"}, Row{"\u0301a", "\u0301a"}, Row{" \xFF", "\xFF"}}) {
    CAPTURE(row.text);
    CHECK(without_indent(row.text) == row.rest);
  }
}

TEST_CASE("a decomposed text has its marks apart") {
  CHECK(decompose("\u00E9\u1ECB") == "e\u0301i\u0323");
  CHECK(decompose("q\u0301\u0323") == "q\u0323\u0301");
  CHECK_FALSE(decompose("\xFF").has_value());
}

}  // namespace
}  // namespace tertulia::base::text_test
