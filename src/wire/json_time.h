#pragma once

#include <optional>
#include <string_view>

#include "tertulia/base/clock.h"

namespace tertulia::wire::json {

/// Reads what `Object::time()` writes: `2026-01-31T12:03:00.123Z`, with any number of digits of the
/// second. Nothing if it is another text, or a time that `WallTime` does not have.
std::optional<base::WallTime> parse_time(std::string_view text);

}  // namespace tertulia::wire::json
