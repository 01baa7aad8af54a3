#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/clock.h"
#include "tertulia/base/result.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::client {

/// `--log`: appends lines to a file, each with the local date and time before it. Only the user may
/// read a file that it makes (mode 0600). It writes each line at once and never waits: what a pipe
/// without room does not take is lost.
class LogFile {
 public:
  /// Called once when writing begins to fail, with one line for the user, and once when it works
  /// again. Lines of the time between are lost.
  using Report = std::function<void(std::string_view)>;

  /// `clock` must outlive the log.
  LogFile(const base::Clock& clock, Report report);

  /// Opens the file in the place of the present one. An empty path ends the log. After an error the
  /// present file stays open.
  base::Result<std::monostate> open(const std::string& path);
  /// Appends one line, made safe. Does nothing where there is no file.
  void write(std::string_view line);

 private:
  void note(int error);

  const base::Clock& clock_;
  Report report_;
  std::string path_;
  reactor::Socket file_;
  bool failing_ = false;
  bool cut_ = false;  ///< A line is only in the file in part.
};

}  // namespace tertulia::client
