#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tertulia::base {

/// No line of a program's `--help` is longer, in columns.
inline constexpr std::size_t kHelpWidth = 100;

/// One entry of `--help`: an option's names in a first column, and its text, in ASCII, in a second
/// one, broken between words where a line would be longer than `kHelpWidth`. Ends with a newline.
std::string help_entry(std::string_view names, std::string_view text);

}  // namespace tertulia::base
