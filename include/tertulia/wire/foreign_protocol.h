#pragma once

#include <string_view>

/// Other protocols. Browsers, scanners, and programs with a wrong address or port connect to every
/// server. They are recognized by their first line, so that they cannot join or send messages.
namespace tertulia::wire {

/// The protocol of a client whose first line this is, such as `HTTP`, for the error and the log.
/// The text is static. Empty if a user could have typed the line.
std::string_view foreign_protocol(std::string_view line);
/// The same for a line whose end has not arrived, and may never arrive. If this returns a protocol,
/// `foreign_protocol()` returns one for each line with this beginning.
std::string_view foreign_beginning(std::string_view partial_line);

}  // namespace tertulia::wire
