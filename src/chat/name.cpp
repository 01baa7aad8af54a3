#include "tertulia/chat/name.h"

#include <optional>
#include <utility>

#include "tertulia/base/text.h"

#include "chat/alphabet.h"
#include "chat/confusables.h"
#include "chat/name_key.h"

namespace tertulia::chat {
namespace {

constexpr std::string_view kReserved = "exit";

bool is_letter_or_digit(const base::CodePoint& c) {
  return c.kind == base::Kind::letter || c.kind == base::Kind::digit;
}

/// Maximum number of code points before normalization. Longer texts are not normalized: the time to
/// sort marks grows with the square of their number.
constexpr std::size_t kMaxTyped = 4 * Name::kMaxCodePoints;

/// A mark at the beginning would combine with the character before the name.
std::optional<Problem> check(std::string_view text) {
  if (text.empty()) return Problem::name_empty;
  if (base::count_code_points(text) > Name::kMaxCodePoints) return Problem::name_too_long;
  const auto whole = text;
  bool first = true;
  bool readable = false;
  while (const auto c = base::next_code_point(text)) {
    const bool may_begin = is_letter_or_digit(*c) || is_sign(c->value);
    if (!may_begin && (first || !is_mark(c->kind))) return Problem::name_character;
    if (alphabet_of(c->value) == Alphabet::phonetic) return Problem::name_character;
    first = false;
    readable = readable || is_letter_or_digit(*c);
  }
  if (base::safe(whole) != whole) return Problem::name_character;
  if (!readable) return Problem::name_no_letter;
  return std::nullopt;
}

/// `192.0.2.1`, or what looks like it. Other forms of addresses have characters that no name has.
bool is_address(std::string_view key) {
  constexpr std::size_t kMaxDigits = 3;
  std::size_t groups = 1;
  std::size_t digits = 0;
  for (const char c : key) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (c != '.' || digits == 0)) return false;
    if (!digit) ++groups;
    digits = digit ? digits + 1 : 0;
    if (digits > kMaxDigits) return false;
  }
  return groups == 4 && digits > 0;
}

/// Latin letters with Chinese, Japanese and Korean ones do not count as a mix.
bool mixes_alphabets(std::string_view key) {
  auto alphabet = Alphabet::common;
  while (const auto c = base::next_code_point(key)) {
    const auto next = alphabet_of(c->value);
    if (next == Alphabet::common || next == alphabet) continue;
    const bool with_latin = (alphabet == Alphabet::latin && next == Alphabet::east_asian) ||
                            (alphabet == Alphabet::east_asian && next == Alphabet::latin);
    if (alphabet != Alphabet::common && !with_latin) return true;
    alphabet = next;
  }
  return false;
}

/// With a capital letter at the beginning of each word.
std::string capitalize(std::string_view small) {
  std::string out;
  bool begins = true;
  while (!small.empty()) {
    const auto before = small;
    const auto c = base::next_code_point(small);
    const auto bytes = before.substr(0, before.size() - small.size());
    out += begins ? base::to_upper(bytes) : std::string(bytes);
    begins = c->kind != base::Kind::letter && !is_mark(c->kind);
  }
  return out;
}

}  // namespace

Name::Name(std::string text, std::string key) : text_(std::move(text)), key_(std::move(key)) {}

std::variant<Name, Problem> Name::parse(std::string_view typed) {
  typed = base::trim(typed);
  if (!base::is_utf8(typed)) return Problem::not_utf8;
  if (base::count_code_points(typed) > kMaxTyped) return Problem::name_too_long;
  auto text = base::normalize(typed);
  if (!text) return Problem::not_utf8;
  if (const auto problem = check(*text)) return *problem;
  auto key = name_key(*text);
  if (!key || key->empty()) return Problem::name_character;
  if (mixes_alphabets(*key)) return Problem::name_mixed;
  if (*key == kReserved) return Problem::name_reserved;
  if (is_address(*key)) return Problem::name_address;
  return Name(*std::move(text), *std::move(key));
}

std::string Name::look() const { return skeleton(text_); }

std::set<std::string> Name::looks() const {
  return {look(), skeleton(key_), skeleton(capitalize(key_))};
}

}  // namespace tertulia::chat
