#pragma once

#include "reactor/listen_plan.h"

namespace tertulia::reactor {

/// Whether a socket could be bound to this address now: 0 or an error number. An address in use
/// counts as success. Makes no file.
int check_target(const ListenTarget& target);

}  // namespace tertulia::reactor
