#pragma once

#include <optional>
#include <string>
#include <utility>

#include "tertulia/reactor/socket.h"

namespace tertulia::daemon {

/// The directory of `--data`, which one server uses at a time. The lock ends with this object, or
/// with the process.
class DataDirectory {
 public:
  /// Makes the directory, for its owner alone (mode 0700), if it does not exist; its parent must
  /// exist. Then it locks the file `lock` in it. Throws `base::StartFailure` with the reason, for
  /// example that another server uses the directory.
  explicit DataDirectory(const std::string& path);
  /// The same for a directory that exists, but nothing if a server uses it.
  static std::optional<DataDirectory> lock_if_free(const std::string& path);

 private:
  explicit DataDirectory(reactor::Socket lock) : lock_(std::move(lock)) {}

  reactor::Socket lock_;
};

}  // namespace tertulia::daemon
