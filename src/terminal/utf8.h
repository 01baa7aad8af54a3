#pragma once

#include <cstddef>
#include <string_view>

namespace tertulia::terminal {

/// The length of `bytes` without an incomplete UTF-8 sequence at its end. Bytes that are not UTF-8
/// count as whole characters.
std::size_t whole_characters(std::string_view bytes);

}  // namespace tertulia::terminal
