#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tertulia::terminal {

/// Turns the bytes of a file or pipe into lines. A line ends at LF; one CR before it is dropped.
class LineSplitter {
 public:
  /// A longer line comes in pieces of at most so many bytes, each of whole characters where it is
  /// UTF-8.
  static constexpr std::size_t kMaxLine = std::size_t{64} * 1024;

  void append(std::string_view bytes);
  /// There is no more to append: what is left is a line, even without its LF.
  void finish() { finished_ = true; }
  /// The next line, or nothing until more is appended.
  std::optional<std::string> next();

 private:
  std::string take(std::size_t length, std::size_t consumed);

  std::string bytes_;
  std::size_t begin_ = 0;
  std::size_t searched_ = 0;  ///< From `begin_` on there is no LF in so many bytes.
  bool finished_ = false;
};

}  // namespace tertulia::terminal
