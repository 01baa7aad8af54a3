#pragma once

#include <cstdint>

namespace tertulia::daemon {

/// Raises this process's limit of descriptors to what `max_clients` need, or as far as the system
/// allows. Logs a warning if that is not enough.
void raise_descriptor_limit(std::uint64_t max_clients);

}  // namespace tertulia::daemon
