#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tertulia::terminal {

/// The beginning of every row of a line except the first. No chat line begins with a blank, so a
/// user cannot pad a text until its end looks like a separate line.
inline constexpr std::string_view kIndent = "  ";
/// On a narrower terminal lines are not wrapped.
inline constexpr std::size_t kMinColumns = 20;

/// Splits safe text into rows, with newlines between them, that fit into `columns` columns. A
/// character that some terminals draw in two cells counts as two. An accent counts as none only if
/// every terminal draws it on its letter.
std::string wrap(std::string_view text, std::size_t columns);

}  // namespace tertulia::terminal
