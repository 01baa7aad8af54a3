#include "fuzz/strict_text.h"

#include <algorithm>
#include <array>
#include <functional>

namespace tertulia::fuzz {
namespace {

/// A row of RFC 3629's grammar: the length of a sequence by its first byte, and the range of its
/// second byte.
struct Row {
  unsigned first_from, first_to;
  std::size_t length;
  unsigned second_from, second_to;
};
constexpr std::array<Row, 9> kGrammar{{
    {0x00, 0x7F, 1, 0, 0},
    {0xC2, 0xDF, 2, 0x80, 0xBF},
    {0xE0, 0xE0, 3, 0xA0, 0xBF},
    {0xE1, 0xEC, 3, 0x80, 0xBF},
    {0xED, 0xED, 3, 0x80, 0x9F},
    {0xEE, 0xEF, 3, 0x80, 0xBF},
    {0xF0, 0xF0, 4, 0x90, 0xBF},
    {0xF1, 0xF3, 4, 0x80, 0xBF},
    {0xF4, 0xF4, 4, 0x80, 0x8F},
}};

/// Most text has nothing else.
constexpr std::string_view kPrintable =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 \"#(),-:@[]_{}";

struct Range {
  char32_t from, to;
};
constexpr std::array<Range, 8> kHarmful{{
    {0x00, 0x08},
    {0x0A, 0x1F},
    {0x7F, 0x9F},
    {0x061C, 0x061C},
    {0x200E, 0x200F},
    {0x2028, 0x2029},
    {0x202A, 0x202E},
    {0x2066, 0x2069},
}};

unsigned byte_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]);
}

bool follows(const Row& row, std::string_view text) {
  if (text.size() < row.length) return false;
  for (std::size_t i = 1; i < row.length; ++i) {
    const auto byte = byte_at(text, i);
    if (byte < (i == 1 ? row.second_from : 0x80) || byte > (i == 1 ? row.second_to : 0xBF)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::optional<char32_t> decode_strictly(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto first = byte_at(text, 0);
  const auto* row = std::ranges::find_if(kGrammar, [first](const Row& candidate) {
    return first >= candidate.first_from && first <= candidate.first_to;
  });
  if (row == kGrammar.end() || !follows(*row, text)) return std::nullopt;
  char32_t value = row->length == 1 ? first : first & (0x7FU >> row->length);
  for (std::size_t i = 1; i < row->length; ++i) value = value << 6U | (byte_at(text, i) & 0x3FU);
  text.remove_prefix(row->length);
  return value;
}

bool is_strict_utf8(std::string_view text) {
  while (!text.empty()) {
    if (!decode_strictly(text)) return false;
  }
  return true;
}

bool is_harmless(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(std::min(text.find_first_not_of(kPrintable), text.size()));
    if (text.empty()) return true;
    const auto value = decode_strictly(text);
    if (!value || std::ranges::any_of(kHarmful, [value](const Range& range) {
          return *value >= range.from && *value <= range.to;
        })) {
      return false;
    }
  }
  return true;
}

bool is_within(std::string_view part, std::string_view whole) {
  const std::less_equal<> no_later;
  return part.empty() || (no_later(whole.data(), part.data()) &&
                          no_later(part.data() + part.size(), whole.data() + whole.size()));
}

}  // namespace tertulia::fuzz
