#pragma once

#include <string>

#include "tertulia/base/environment.h"

namespace tertulia::client {

/// The directory for what the client remembers: `$XDG_DATA_HOME/tertulia`, by default
/// `~/.local/share/tertulia` (XDG Base Directory Specification). Empty if the environment has
/// neither variable.
std::string data_home(base::Environment environment);

/// Makes the directory with its parents, for the user alone (mode 0700), if it does not exist.
/// Returns whether it exists now.
bool make_data_home(const std::string& directory);

/// Whether nothing has this path. A link that leads nowhere has one, and what cannot be looked at
/// may have one: then whoever uses the path learns why.
bool is_unused(const std::string& path);

}  // namespace tertulia::client
