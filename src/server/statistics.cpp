#include "tertulia/server/statistics.h"

#include <algorithm>

namespace tertulia::server {

std::uint64_t count_lines(std::string_view bytes) {
  return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
}

}  // namespace tertulia::server
