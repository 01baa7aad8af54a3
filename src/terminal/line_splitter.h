#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::terminal {

/// Splits the bytes of a file or pipe into lines. A line ends with LF; one CR before it is dropped.
/// A byte order mark at the head is skipped.
class LineSplitter {
 public:
  /// The maximum length of a line, in bytes. A longer line is returned in pieces; a piece of UTF-8
  /// text consists of whole characters.
  static constexpr std::size_t kMaxLine = std::size_t{64} * 1024;

  void append(std::string_view bytes);
  /// No more bytes will follow: the rest is a line, even without LF.
  void finish() { finished_ = true; }
  /// The next line, or nothing if more bytes are needed.
  std::optional<std::string> next();
  /// Whether there are bytes that `next()` has not returned.
  bool has_bytes() const { return begin_ < bytes_.size(); }

 private:
  void skip_byte_order_mark();
  std::string extract(std::size_t length, std::size_t consumed);

  std::string bytes_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;  ///< The number of bytes after `begin_` that contain no LF.
  bool finished_ = false;
  bool at_head_ = true;  ///< No byte is consumed yet.
};

}  // namespace tertulia::terminal
