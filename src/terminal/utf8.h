#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tertulia::terminal {

/// The length of `bytes` without an incomplete UTF-8 sequence at its end. Bytes that are not UTF-8
/// count as whole characters.
std::size_t whole_characters(std::string_view bytes);

/// The size of the part at the beginning that is well-formed UTF-8.
std::size_t well_formed_size(std::string_view text);

/// `text` with U+FFFD in the place of each byte that is not part of well-formed UTF-8.
std::string replace_malformed(std::string_view text);

}  // namespace tertulia::terminal
