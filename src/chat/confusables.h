#pragma once

#include <string>
#include <string_view>

namespace tertulia::chat {

/// The skeleton of a name (Unicode Technical Standard 39, section 4), with case folded. Names with
/// the same skeleton look alike. Precondition: `name` is well-formed UTF-8.
std::string skeleton(std::string_view name);

}  // namespace tertulia::chat
