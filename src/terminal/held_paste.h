#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "terminal/paste.h"

namespace tertulia::terminal {

/// What a user has pasted, until it is known whether it is delivered. It holds at most `max_bytes`.
class HeldPaste {
 public:
  explicit HeldPaste(std::size_t max_bytes) : max_bytes_(max_bytes) {}

  /// Adds a text or the end of a line. False if there is no more room: then nothing is added.
  bool add(const Paste::Event& event);
  /// The number of lines, with the last one if it has no end.
  std::size_t lines() const { return ended_lines_ + (in_line_ ? 1 : 0); }
  std::size_t ended_lines() const { return ended_lines_; }
  bool empty() const { return pieces_.size() == begin_; }
  void clear();
  /// Removes a text or the end of a line from the front and returns it; nothing if it is empty. The
  /// text is valid until the next call of any function.
  std::optional<Paste::Event> next();

 private:
  std::size_t max_bytes_;
  std::string pieces_;           ///< No text has a LF, so each LF is the end of a line.
  std::size_t begin_ = 0;        ///< Of what is not removed.
  std::size_t ended_lines_ = 0;  ///< That were added.
  bool in_line_ = false;
};

}  // namespace tertulia::terminal
