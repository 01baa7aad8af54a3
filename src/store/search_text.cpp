#include "store/search_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <span>

#include <fmt/format.h>

#include "tertulia/base/text.h"

namespace tertulia::store {
namespace {

struct Range {
  char32_t first, last;
};

/// Scripts in which words are not separated, in ascending order. Korean has blanks, but its words
/// have endings without one.
constexpr std::array kWithoutBlanks{
    Range{0x0E00, 0x0EFF},    // Thai, Lao
    Range{0x1000, 0x109F},    // Myanmar
    Range{0x1100, 0x11FF},    // Hangul's letters
    Range{0x1780, 0x17FF},    // Khmer
    Range{0x2E80, 0x9FFF},    // Han, Kana, Bopomofo
    Range{0xA000, 0xA4CF},    // Yi
    Range{0xA960, 0xA97F},    // Hangul's letters
    Range{0xAC00, 0xD7FF},    // Hangul
    Range{0xF900, 0xFAFF},    // Han
    Range{0x16FE0, 0x18D8F},  // Tangut, Khitan
    Range{0x1AFF0, 0x1B2FF},  // Kana, Nushu
    Range{0x20000, 0x3FFFF},  // Han
};

/// Emoji and other symbols.
constexpr std::array kSymbols{Range{0x2190, 0x2BFF}, Range{0x1F000, 0x1FBFF}};

/// Accents, and the vowel points of Hebrew and Arabic. In other scripts, marks distinguish words.
constexpr std::array kAccents{Range{0x0300, 0x06FF}, Range{0x1AB0, 0x1AFF}, Range{0x1DC0, 0x1DFF},
                              Range{0x20D0, 0x20FF}, Range{0xFE20, 0xFE2F}};
constexpr char32_t kTatweel = 0x0640;  // It makes an Arabic word longer, and has no meaning.

bool is_in(std::span<const Range> ranges, char32_t c) {
  const auto found = std::ranges::lower_bound(ranges, c, {}, &Range::last);
  return found != ranges.end() && found->first <= c;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// What `append(out, code point, its bytes)` makes of the code points. Precondition: UTF-8.
template <class Append>
std::string map(std::string_view text, Append append) {
  std::string out;
  out.reserve(text.size() * 2);
  while (!text.empty()) {
    const auto before = text;
    const auto c = base::next_code_point(text);
    if (!c) return out;
    append(out, *c, before.substr(0, before.size() - text.size()));
  }
  return out;
}

void append_without_accents(std::string& out, base::CodePoint c, std::string_view bytes) {
  const bool accent = c.kind == base::Kind::mark && is_in(kAccents, c.value);
  if (!accent && c.value != kTatweel) out += bytes;
}

void append_separated(std::string& out, base::CodePoint c, std::string_view bytes) {
  if (is_in(kSymbols, c.value)) {
    // As a word, for the index takes symbols for blanks.
    fmt::format_to(std::back_inserter(out), " u{:x} ", static_cast<std::uint32_t>(c.value));
  } else if (c.kind != base::Kind::other && is_in(kWithoutBlanks, c.value)) {
    ((out += ' ') += bytes) += ' ';
  } else {
    out += bytes;
  }
}

/// Without case and accents.
std::string folded(std::string_view text) {
  if (is_ascii(text)) return base::lower_ascii(text);
  auto folded = base::fold(text);
  if (!folded) folded = base::fold(base::safe(text));
  const auto letters = map(base::decompose(*folded).value_or(""), append_without_accents);
  return base::normalize(letters).value_or("");
}

/// Precondition: `text` is folded.
std::string separated(std::string_view text) {
  return is_ascii(text) ? std::string(text) : map(text, append_separated);
}

void append_quoted(std::string& out, std::string_view word) {
  out += '"';
  for (const char c : word) {
    if (c == '"') out += '"';
    out += c == '\0' ? ' ' : c;  // The language ends at a NUL.
  }
  out += "\" ";
}

}  // namespace

std::string search_text(std::string_view text) { return separated(folded(text)); }

std::string match_expression(std::string_view question) {
  const auto text = folded(question);
  std::string out;
  for (std::string_view rest = text; !rest.empty();) {
    const auto end = std::min(rest.find_first_of(" \t\r\n"), rest.size());
    if (end > 0) append_quoted(out, separated(rest.substr(0, end)));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

}  // namespace tertulia::store
