#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tertulia::fuzz {

/// Ends the process, which the fuzzer takes for a find.
inline void check(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

}  // namespace tertulia::fuzz
