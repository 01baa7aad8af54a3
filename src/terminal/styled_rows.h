#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "tertulia/base/terminal_text.h"
#include "tertulia/terminal/styled_line.h"

namespace tertulia::terminal {

/// The colours of `Style`, as numbers in the usual palette of 256. Each has a contrast of at least
/// 3.6 with black and with white.
inline constexpr std::array<std::uint8_t, kColors> kPalette{160, 28,  27, 128, 130, 30,
                                                            162, 100, 99, 64,  131, 61};

/// All bytes to write for one line, as `base::terminal_line()`, with its styles. The terminal must
/// have sequences. No style goes on to the next row or to what is written afterwards.
std::string styled_terminal_line(const StyledLine& line, const base::Terminal& terminal);

}  // namespace tertulia::terminal
