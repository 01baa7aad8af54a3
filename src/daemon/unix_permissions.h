#pragma once

#include <string>
#include <string_view>

#include <sys/types.h>

#include "tertulia/base/result.h"

namespace tertulia::daemon {

/// Parses the mode of a unix socket, as chmod(1) reads it: octal, at most 0777.
base::Result<mode_t> parse_mode(std::string_view text);
/// The mode as the user can type it: `0660`.
std::string format_mode(mode_t mode);

/// The id of the system's group with this name or number.
base::Result<gid_t> find_group(const std::string& text);

}  // namespace tertulia::daemon
