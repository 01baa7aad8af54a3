#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/base/terminal_text.h"

namespace tertulia::terminal {

/// Where the word before the cursor begins, which is at `point`.
std::size_t word_begin(std::string_view line, std::size_t point);

/// What takes the place of `word`: the only candidate, or what all of them begin with, as far as
/// that is longer than the word. Letters A to Z are the same as a to z; the first candidate decides
/// how they are written. In all other cases `word` itself.
std::string completed(std::string_view word, const std::vector<std::string>& candidates);

/// The lines that show the candidates, without the `: ` or blank at their end, in columns: in at
/// most `kMaxListRows` lines. `more`, with the number of the others, is the last of them if there
/// are more; see `Texts::more`.
inline constexpr std::size_t kMaxListRows = 5;
std::vector<std::string> list_candidates(const std::vector<std::string>& candidates,
                                         const base::Terminal& terminal, const std::string& more);

}  // namespace tertulia::terminal
