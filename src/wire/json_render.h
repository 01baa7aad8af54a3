#pragma once

#include <string>

#include "tertulia/wire/dialect.h"

namespace tertulia::wire::json {

/// Appends the event to `out`, as one or several lines, each with its LF, or nothing.
void render(const chat::Event& event, const RequestInfo& request, std::string& out);

}  // namespace tertulia::wire::json
