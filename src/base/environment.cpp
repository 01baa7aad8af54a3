#include "tertulia/base/environment.h"

#include <cstdlib>

namespace tertulia::base {

std::string_view process_environment(const char* name) {
  const auto* value = std::getenv(name);
  return value == nullptr ? std::string_view{} : value;
}

}  // namespace tertulia::base
