#pragma once

#include <string_view>

namespace tertulia::client {

/// Whether a typed line may have a password, so that others must not find it in the history.
bool may_have_password(std::string_view line);

/// Whether it has one, so that it must not be sent where others can read it. The server refuses a
/// command with blanks before it, but would have got the password.
bool has_password(std::string_view line);

}  // namespace tertulia::client
