#pragma once

#include <cstddef>
#include <string>

#include "tertulia/wire/dialect.h"

namespace tertulia::wire::plain {

/// Appends the event to `out`, as one or several lines, each with its LF.
void render(const chat::Event& event, View view, std::string& out);
void render_error(const DecodeError& error, std::size_t max_line, std::string& out);

}  // namespace tertulia::wire::plain
