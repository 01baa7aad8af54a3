#pragma once

#include <string_view>

namespace tertulia::base {

/// The value of an environment variable, or empty.
using Environment = std::string_view (*)(const char* name);

/// The environment of this process.
std::string_view process_environment(const char* name);

}  // namespace tertulia::base
