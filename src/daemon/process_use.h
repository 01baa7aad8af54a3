#pragma once

#include <cstdint>

namespace tertulia::daemon {

/// What this process takes of the system; 0 where the system does not say.
struct ProcessUse {
  std::uint64_t memory = 0;  ///< Resident, in bytes.
  std::uint64_t descriptors = 0;
  std::uint64_t most_descriptors = 0;
  double cpu = 0;  ///< User and system, in seconds.
};
ProcessUse process_use();

}  // namespace tertulia::daemon
