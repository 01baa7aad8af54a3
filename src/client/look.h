#pragma once

#include "tertulia/base/environment.h"

#include "client/options.h"

namespace tertulia::client {

/// Whether the output has colours. Of itself it has them on a terminal that understands escape
/// sequences, unless the environment variable `NO_COLOR` has a value (no-color.org).
bool uses_color(ColorUse use, bool terminal, base::Environment environment);

}  // namespace tertulia::client
