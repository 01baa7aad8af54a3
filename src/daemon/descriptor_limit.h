#pragma once

#include <cstdint>

namespace tertulia::daemon {

/// Gets this process as many descriptors as so many clients need, as far as the system lets it;
/// warns in the log where that is not enough.
void raise_descriptor_limit(std::uint64_t max_clients);

}  // namespace tertulia::daemon
