#include <string>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"

#include "fuzz/check.h"
#include "fuzz/input.h"
#include "fuzz/strict_text.h"

namespace tertulia::fuzz {
namespace {

void check_safe(std::string_view text) {
  const auto safe = base::safe(text);
  check(is_harmless(safe), "what is safe is harmless");
  check(base::safe(safe) == safe, "what is safe stays as it is");
  check(!is_harmless(text) || safe == text, "what is harmless stays as it is");
  std::string appended = "before";
  base::append_safe(appended, text);
  check(appended == "before" + safe, "appending adds the same");
}

void check_code_points(std::string_view text) {
  auto rest = text;
  auto strict_rest = text;
  std::size_t count = 0;
  while (const auto point = base::next_code_point(rest)) {
    check(decode_strictly(strict_rest) == point->value, "both decode the same");
    ++count;
  }
  check(rest == strict_rest && rest.empty() == is_strict_utf8(text), "both stop at the same place");
  check(!rest.empty() || base::count_code_points(text) == count, "both count the same");
}

void check_forms(std::string_view text) {
  const auto normal = base::normalize(text);
  const auto folded = base::fold(text);
  check(normal.has_value() == is_strict_utf8(text), "UTF-8 has a normal form");
  check(folded.has_value() == is_strict_utf8(text), "UTF-8 can be folded");
  if (!normal) return;
  check(base::normalize(*normal) == normal, "a normal form is its own");
  check(base::fold(*folded) == folded, "what is folded stays as it is");
  check(is_strict_utf8(*normal) && is_strict_utf8(*folded), "both are UTF-8");
}

void check_name(std::string_view typed) {
  const auto parsed = chat::Name::parse(typed);
  const auto* name = std::get_if<chat::Name>(&parsed);
  if (name == nullptr) return;
  check(is_harmless(name->text()), "a name is harmless");
  check(base::count_code_points(name->text()) <= chat::Name::kMaxCodePoints, "a name is short");
  check(name->text().find_first_of(" \t()[]>*!,") == std::string::npos, "a name frames nothing");
  const auto again = chat::Name::parse(name->text());
  const auto* same = std::get_if<chat::Name>(&again);
  check(same != nullptr && same->text() == name->text(), "a name reads back as itself");
  check(same->key() == name->key() && !name->key().empty(), "a name keeps its key");
  const auto plain = chat::Name::parse(name->text() + "_");
  const auto marked = chat::Name::parse(name->text() + "_\u0332");
  const auto* one = std::get_if<chat::Name>(&plain);
  const auto* other = std::get_if<chat::Name>(&marked);
  check(one == nullptr || other == nullptr || *one == *other, "a line on a line is not seen");
}

void check_trim(std::string_view text) {
  const auto trimmed = base::trim(text);
  check(is_within(trimmed, text) && base::trim(trimmed) == trimmed, "trimming is done once");
}

}  // namespace
}  // namespace tertulia::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tertulia::fuzz;  // NOLINT(google-build-using-namespace)
  const auto text = Input(data, size).rest();
  check(tertulia::base::is_utf8(text) == is_strict_utf8(text), "both know what UTF-8 is");
  check_safe(text);
  check_code_points(text);
  check_forms(text);
  check_name(text);
  check_trim(text);
  return 0;
}
