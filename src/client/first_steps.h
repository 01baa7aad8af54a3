#pragma once

#include <string>
#include <vector>

#include "client/options.h"

namespace tertulia::client {

/// Whether the user has named no server, and sits at a terminal: perhaps they do not know yet that
/// they need one.
bool needs_first_steps(const Options& options, bool terminal);

/// What they can do, in three lines.
std::vector<std::string> first_steps(const Options& options);

}  // namespace tertulia::client
