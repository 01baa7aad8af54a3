#pragma once

#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/chat/problem.h"

namespace tertulia::chat {

/// A user's name: 1 to 32 code points, which are letters, digits, marks, `-`, `_` and `.`. At least
/// one is a letter or a digit, the first is not a mark, and `exit` is reserved, as is each address
/// (`192.0.2.1`). A name has no invisible characters and none that a terminal shows in another way
/// (`base::safe`). It does not mix alphabets that look alike (see `alphabet_of`), so no user can be
/// called `Bob` with a Cyrillic o. Immutable.
class Name {
 public:
  static constexpr std::size_t kMaxCodePoints = 32;

  /// Parses a name as a user types it. Blanks around it are ignored.
  static std::variant<Name, Problem> parse(std::string_view typed);

  /// The name as its owner typed it, in normal form C.
  const std::string& text() const { return text_; }
  /// The key by which names are compared: equal names have the same key. It is the name after NFKC
  /// and case folding (RFC 8266), without marks that cannot be seen.
  const std::string& key() const { return key_; }
  /// The skeleton of the name (Unicode Technical Standard 39, section 4), with case folded: names
  /// with the same one look alike. Computed by each call.
  std::string look() const;
  /// The looks of its usual spellings: as it is, in small letters, and with a capital letter at the
  /// beginning of each word. Capital letters alone would take away too much: `CLARA` and `CIARA`
  /// have one look.
  std::set<std::string> looks() const;
  bool operator==(const Name& other) const { return key_ == other.key_; }

 private:
  Name(std::string text, std::string key);

  std::string text_;
  std::string key_;
};

}  // namespace tertulia::chat
