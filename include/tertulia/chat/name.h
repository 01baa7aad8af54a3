#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/chat/problem.h"

namespace tertulia::chat {

/// What a person is called: 1 to 32 code points of letters, digits, marks, `-`, `_` and `.`, the
/// first of them no mark, and not `exit`. Nothing in it is invisible or would be shown otherwise
/// than it is (`base::safe`), and alphabets that look alike are not mixed (see `alphabet_of`), so
/// that nobody is `Bob` with a Cyrillic o. Immutable.
class Name {
 public:
  static constexpr std::size_t kMaxCodePoints = 32;

  /// Reads a name as it was typed; blanks around it do not count.
  static std::variant<Name, Problem> parse(std::string_view typed);

  /// As its owner typed it, in normal form C.
  const std::string& text() const { return text_; }
  /// The same for all names that count as the same (NFKC, case folding; after RFC 8266).
  const std::string& key() const { return key_; }
  bool operator==(const Name& other) const { return key_ == other.key_; }

 private:
  Name(std::string text, std::string key);

  std::string text_;
  std::string key_;
};

}  // namespace tertulia::chat
