#pragma once

#include <string_view>

#include "tertulia/chat/problem.h"

namespace tertulia::wire::json {

/// The word for a problem in the field `code`. It never changes.
std::string_view code_of(chat::Problem problem);

}  // namespace tertulia::wire::json
