#pragma once

#include <optional>

#include <sys/types.h>

namespace tertulia::reactor {

/// Who may connect to a unix socket that this program creates. An abstract socket has no file, and
/// so no permissions.
struct SocketPermissions {
  std::optional<mode_t> mode;  ///< Of the file. Without it the process's umask decides.
  std::optional<gid_t> group;  ///< Without it the file has the group that the system gives it.
};

}  // namespace tertulia::reactor
