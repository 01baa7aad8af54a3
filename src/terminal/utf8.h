#pragma once

#include <cstddef>
#include <string_view>

namespace tertulia::terminal {

/// How many of the bytes are left when a UTF-8 sequence that is cut off at their end is taken away.
/// Bytes that are no UTF-8 at all are left alone.
std::size_t whole_characters(std::string_view bytes);

}  // namespace tertulia::terminal
