#pragma once

#include <optional>
#include <string_view>

namespace tertulia::terminal {

/// The markers that a terminal in bracketed paste mode sends before and after pasted text.
inline constexpr std::string_view kPasteBegin = "\x1b[200~";
inline constexpr std::string_view kPasteEnd = "\x1b[201~";

/// Whether `bytes` is an incomplete beginning of `marker`.
bool may_become(std::string_view bytes, std::string_view marker);

/// Parses one paste, from after `kPasteBegin` to `kPasteEnd`, as its bytes arrive.
class Paste {
 public:
  enum class Kind {
    text,  ///< Part of the line being pasted.
    line,  ///< The end of that line: CR, LF or CRLF.
    end    ///< The end of the paste.
  };
  struct Event {
    Kind kind;
    std::string_view text;  ///< Points into the bytes that were passed in.
  };

  /// Removes the next event from the front of `bytes` and returns it. Nothing if `bytes` is empty
  /// or may be the beginning of `kPasteEnd`: then the caller passes the rest again, with more
  /// bytes.
  std::optional<Event> next(std::string_view& bytes);

 private:
  bool after_cr_ = false;
};

}  // namespace tertulia::terminal
