#pragma once

#include <optional>
#include <string_view>

namespace tertulia::terminal {

/// What a terminal in bracketed paste mode puts before and after pasted text.
inline constexpr std::string_view kPasteBegin = "\x1b[200~";
inline constexpr std::string_view kPasteEnd = "\x1b[201~";

/// Whether more bytes could turn `bytes` into `marker`: it is a part of its beginning.
bool may_become(std::string_view bytes, std::string_view marker);

/// One paste, from behind `kPasteBegin` on. It never waits: it says what can be said so far.
class Paste {
 public:
  enum class Kind {
    text,  ///< Belongs to the line being pasted.
    line,  ///< That line is complete; CR, LF and CRLF all end it.
    end    ///< The paste is over.
  };
  struct Event {
    Kind kind;
    std::string_view text;  ///< Part of the bytes passed in.
  };

  /// Takes the next event off the front of `bytes`; nothing when they are used up, or what is left
  /// may be the beginning of `kPasteEnd` and must be passed in again with more.
  std::optional<Event> take(std::string_view& bytes);

 private:
  bool after_cr_ = false;
};

}  // namespace tertulia::terminal
