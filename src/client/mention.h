#pragma once

#include <optional>
#include <string_view>

#include "client/span.h"

namespace tertulia::client {

/// Where a text first mentions a user: the name as a word, in any spelling that is the same name.
/// Marks that a name may have and that end a sentence, as in `Thanks, Bob.`, do not matter.
std::optional<Span> find_mention(std::string_view text, std::string_view name);

}  // namespace tertulia::client
