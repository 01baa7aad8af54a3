#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "client/session.h"

namespace tertulia::client {

/// What the word before the cursor may become: a command at the beginning of the line; behind a
/// command what that command takes, such as the name of a user, a room, or `on`; elsewhere a name,
/// with a colon at the beginning of the line. See `terminal::Console::Completer`.
std::vector<std::string> complete(const Session& session, std::string_view line, std::size_t point);

}  // namespace tertulia::client
