#include "tertulia/chat/name.h"

#include <optional>
#include <utility>

#include "tertulia/base/text.h"

#include "chat/alphabet.h"

namespace tertulia::chat {
namespace {

constexpr std::string_view kReserved = "exit";

bool may_begin(const base::CodePoint& c) {
  return c.kind == base::Kind::letter || c.kind == base::Kind::digit || c.value == '-' ||
         c.value == '_' || c.value == '.';
}

/// A mark at the beginning would join whatever stands before the name.
std::optional<Problem> check(std::string_view text) {
  if (text.empty()) return Problem::name_empty;
  if (base::count_code_points(text) > Name::kMaxCodePoints) return Problem::name_too_long;
  const auto whole = text;
  bool first = true;
  while (const auto c = base::take_code_point(text)) {
    if (!may_begin(*c) && (first || c->kind != base::Kind::mark)) return Problem::name_character;
    first = false;
  }
  if (base::safe(whole) != whole) return Problem::name_character;
  return std::nullopt;
}

bool mixes_alphabets(std::string_view key) {
  auto alphabet = Alphabet::distinct;
  while (const auto c = base::take_code_point(key)) {
    const auto next = alphabet_of(c->value);
    if (next == Alphabet::distinct) continue;
    if (alphabet != Alphabet::distinct && alphabet != next) return true;
    alphabet = next;
  }
  return false;
}

}  // namespace

Name::Name(std::string text, std::string key) : text_(std::move(text)), key_(std::move(key)) {}

std::variant<Name, Problem> Name::parse(std::string_view typed) {
  auto text = base::normalize(base::trim(typed));
  if (!text) return Problem::not_utf8;
  if (const auto problem = check(*text)) return *problem;
  auto key = base::fold(*text);
  if (!key || key->empty()) return Problem::name_character;
  if (mixes_alphabets(*key)) return Problem::name_mixed;
  if (*key == kReserved) return Problem::name_reserved;
  return Name(*std::move(text), *std::move(key));
}

}  // namespace tertulia::chat
