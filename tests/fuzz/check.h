#pragma once

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace tertulia::fuzz {

/// Aborts the process, which the fuzzer reports as a finding.
inline void check(bool holds, std::string_view property) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %.*s\n", static_cast<int>(property.size()), property.data());
  std::abort();
}

}  // namespace tertulia::fuzz
