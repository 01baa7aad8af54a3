#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "tertulia/base/text.h"

namespace tertulia::chat {

bool is_mark(base::Kind kind);
/// The signs that a name may have.
bool is_sign(char32_t c);

/// The key by which names are compared: NFKC with case folding, without marks that cannot be seen,
/// or that make one letter look exactly like another. Nothing if `name` is not well-formed UTF-8.
std::optional<std::string> name_key(std::string_view name);

}  // namespace tertulia::chat
