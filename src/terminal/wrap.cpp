#include "terminal/wrap.h"

#include <algorithm>
#include <array>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kTabStop = 8;
constexpr char32_t kFirstWide = 0x1100;  // Hangul Jamo; all code points before it take one cell
constexpr char32_t kLastBasic = 0xFFFF;

struct Range {
  char32_t first, last;
};
/// Marks that Unicode 10 (2017) and later versions added below U+10000.
constexpr std::array<Range, 16> kNewMarks{{{0x07FD, 0x07FD},
                                           {0x0897, 0x08D3},
                                           {0x09FE, 0x09FE},
                                           {0x0AFA, 0x0AFF},
                                           {0x0B55, 0x0B55},
                                           {0x0C04, 0x0C04},
                                           {0x0C3C, 0x0C3C},
                                           {0x0D00, 0x0D00},
                                           {0x0D3B, 0x0D3C},
                                           {0x0D81, 0x0D81},
                                           {0x0EBA, 0x0EBA},
                                           {0x0ECE, 0x0ECE},
                                           {0x1ABF, 0x1AFF},
                                           {0x1DF6, 0x1DFB},
                                           {0xA82C, 0xA82C},
                                           {0xA8FF, 0xA8FF}}};

/// Unicode versions disagree about the other marks, and a terminal that does not know a mark draws
/// it in one cell.
bool takes_no_cell_anywhere(char32_t mark) {
  return mark <= kLastBasic && std::ranges::none_of(kNewMarks, [mark](const Range& range) {
           return range.first <= mark && mark <= range.last;
         });
}

/// Terminals disagree about the width of newer characters; none draws more than two cells.
std::size_t cells(const base::CodePoint& c, std::size_t column) {
  if (c.value == '\t') return kTabStop - column % kTabStop;
  if (c.kind == base::Kind::mark) return takes_no_cell_anywhere(c.value) ? 0 : 1;
  return c.value < kFirstWide ? 1 : 2;
}

}  // namespace

std::string wrap(std::string_view text, std::size_t columns) {
  if (columns < kMinColumns) return std::string(text);
  std::string rows;
  std::size_t column = 0;
  for (auto rest = text; !rest.empty();) {
    auto after = rest;
    const auto c = base::next_code_point(after);
    if (!c) return std::string(text);
    auto width = cells(*c, column);
    if (column + width > columns) {
      rows.append("\n").append(kIndent);
      column = kIndent.size();
      width = cells(*c, column);
    }
    column += width;
    rows.append(rest.substr(0, rest.size() - after.size()));
    rest = after;
  }
  return rows;
}

}  // namespace tertulia::terminal
