#pragma once

#include <cstdint>

namespace tertulia::daemon {

/// The resources that this process uses. A number is 0 if the system does not provide it.
struct ProcessUse {
  std::uint64_t memory = 0;            ///< Resident, in bytes.
  std::uint64_t descriptors = 0;       ///< Open descriptors.
  std::uint64_t most_descriptors = 0;  ///< The limit of open descriptors.
  double cpu = 0;                      ///< User and system, in seconds.
};
/// The present use.
ProcessUse process_use();

}  // namespace tertulia::daemon
