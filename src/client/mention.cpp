#include "client/mention.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <variant>

#include "tertulia/chat/name.h"

namespace tertulia::client {
namespace {

constexpr std::string_view kMarks = "-_.";

bool may_be_in_name(char byte) {
  const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return letter || (byte >= '0' && byte <= '9') || static_cast<unsigned char>(byte) >= 0x80 ||
         kMarks.find(byte) != std::string_view::npos;
}

bool is_name(std::string_view word, const chat::Name& name) {
  constexpr std::size_t kMaxName = chat::Name::kMaxCodePoints * 4;
  if (word.empty() || word.size() > 2 * kMaxName) return false;
  const auto parsed = chat::Name::parse(word);
  const auto* other = std::get_if<chat::Name>(&parsed);
  return other != nullptr && *other == name;
}

/// The words that the run may be: as it is, and without marks at its ends.
std::optional<Span> find_in_run(std::string_view text, Span run, const chat::Name& name) {
  const auto word = run.in(text);
  if (is_name(word, name)) return run;
  const auto first = word.find_first_not_of(kMarks);
  if (first == std::string_view::npos) return std::nullopt;
  const auto size = word.find_last_not_of(kMarks) + 1 - first;
  if (!is_name(word.substr(first, size), name)) return std::nullopt;
  return Span{run.begin + first, size};
}

}  // namespace

std::optional<Span> find_mention(std::string_view text, std::string_view name) {
  const auto parsed = chat::Name::parse(name);
  const auto* own = std::get_if<chat::Name>(&parsed);
  if (own == nullptr) return std::nullopt;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto rest = text.substr(begin);
    const auto length = std::ranges::find_if_not(rest, may_be_in_name) - rest.begin();
    const Span run{begin, static_cast<std::size_t>(length)};
    if (const auto found = find_in_run(text, run, *own)) return found;
    begin += run.size + 1;
  }
  return std::nullopt;
}

}  // namespace tertulia::client
