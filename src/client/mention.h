#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tertulia::client {

/// A part of a text, in bytes.
struct TextPart {
  std::size_t begin;
  std::size_t size;

  bool operator==(const TextPart&) const = default;
};

/// Where a text first mentions a user: the name as a word, in any spelling that is the same name.
/// Marks that a name may have and that end a sentence, as in `Thanks, Bob.`, do not matter.
std::optional<TextPart> find_mention(std::string_view text, std::string_view name);

}  // namespace tertulia::client
