#pragma once

#include <cstddef>
#include <string>

#include "tertulia/base/result.h"

namespace tertulia::daemon {

/// All of a file of at most so many bytes; an error where it cannot be read, is longer, or is no
/// regular file (a pipe would hold up the server at a reload).
base::Result<std::string> read_text_file(const std::string& path, std::size_t most);

}  // namespace tertulia::daemon
