#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

namespace tertulia::terminal {

/// The lines that a user has typed in this and in earlier runs, oldest first. Several programs may
/// use the file at once: each call locks it, and waits for at most `kMaxWait` milliseconds. The
/// file has the mode 0600. An error names the file and the reason.
class HistoryFile {
 public:
  static constexpr std::size_t kMaxLines = 1000;
  /// A file that grows beyond `kMaxLines` is cut to so many lines, so that not each line rewrites
  /// it.
  static constexpr std::size_t kLinesAfterCut = 900;
  /// Of a larger file only so much of the end counts. A longer line is not kept.
  static constexpr std::size_t kMaxBytes = 1024 * 1024;
  static constexpr int kMaxWait = 500;

  explicit HistoryFile(std::string path) : path_(std::move(path)) {}

  /// All lines. Makes the file if there is none; its directory must exist.
  base::Result<std::vector<std::string>> load() const;
  /// Adds a line, which has no LF and is not empty.
  base::Result<std::monostate> append(std::string_view line) const;
  /// Removes all lines that are equal to this one.
  base::Result<std::monostate> forget(std::string_view line) const;

 private:
  std::string path_;
};

}  // namespace tertulia::terminal
