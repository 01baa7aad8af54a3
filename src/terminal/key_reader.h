#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace tertulia::terminal {

/// Splits the terminal's input into keys, and finds what is no key: answers of the terminal, keys
/// and mouse events that nobody asked for. Such a sequence is found as a whole, so that no part of
/// it becomes text.
class KeyReader {
 public:
  enum class Kind {
    key,         ///< A character, or a key that begins with the Escape key.
    sequence,    ///< A whole CSI or SS3 sequence: an arrow, a function key, an answer.
    noise,       ///< Part of a longer answer (OSC, DCS, APC, PM, SOS). It means nothing.
    escape,      ///< The Escape key, unless more bytes follow soon.
    incomplete,  ///< The beginning of a sequence.
  };
  struct Event {
    Kind kind;
    std::string_view bytes;  ///< Points into the bytes that were passed in.
  };

  /// Removes the next event from the front of `bytes` and returns it. An `escape` or `incomplete`
  /// stays: the caller passes it again, with more bytes. `bytes` must not be empty.
  Event next(std::string_view& bytes);
  /// No more bytes have followed an `escape`: it is a key, and ends an answer that has no end.
  void end_string() { in_string_ = false; }

 private:
  bool in_string_ = false;
};

/// The column, from 1, if `sequence` is an answer to a question about the cursor.
std::optional<std::size_t> cursor_report_column(std::string_view sequence);

}  // namespace tertulia::terminal
