#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tertulia/wire/dialect.h"

namespace tertulia::wire::json {

/// The text for people is that of the plain dialect, without the marks that show the kind of a line
/// there.
std::string plain_text(const chat::Event& event);

/// Appends a notice for each line of the plain dialect. A text that is too long for one line is
/// split.
void append_notices(std::string& out, const chat::Event& event, const RequestInfo& request);

void append_error(std::string& out, std::string_view code, std::string_view text,
                  const RequestInfo& request);
void render_error(const DecodeError& error, std::size_t max_line, const RequestInfo& request,
                  std::string& out);

}  // namespace tertulia::wire::json
