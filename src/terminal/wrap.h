#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tertulia::terminal {

/// What every row of a line but its first begins with. No line of chat begins with a blank, so no
/// text can be padded until its end looks like a line of its own.
inline constexpr std::string_view kIndent = "  ";
/// On a narrower terminal nothing is cut.
inline constexpr std::size_t kMinColumns = 20;

/// Cuts safe text into rows, with a newline between them, that a terminal of so many columns does
/// not wrap by itself. What a terminal may draw in two cells counts as two; an accent counts as
/// none only where every terminal draws it on its letter.
std::string wrap(std::string_view text, std::size_t columns);

}  // namespace tertulia::terminal
