#pragma once

#include <cstddef>
#include <string>

#include "tertulia/base/result.h"

namespace tertulia::base {

/// The content of a regular file, without a byte order mark at its head. An error if the file
/// cannot be read, is longer than `max` bytes, is UTF-16, or is not a regular file (a pipe would
/// block the server during a reload).
Result<std::string> read_text_file(const std::string& path, std::size_t max);

}  // namespace tertulia::base
