#include "terminal/wrap.h"

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kTabStop = 8;
constexpr char32_t kFirstWide = 0x1100;  // Hangul Jamo; all before it is drawn in one cell

/// Terminals differ about the width of much that is newer than they are: two is the most.
std::size_t cells(const base::CodePoint& c, std::size_t column) {
  if (c.value == '\t') return kTabStop - column % kTabStop;
  if (c.kind == base::Kind::mark) return 0;
  return c.value < kFirstWide ? 1 : 2;
}

}  // namespace

std::string wrap(std::string_view text, std::size_t columns) {
  if (columns < kMinColumns) return std::string(text);
  std::string rows;
  std::size_t column = 0;
  for (auto rest = text; !rest.empty();) {
    auto behind = rest;
    const auto c = base::next_code_point(behind);
    if (!c) return std::string(text);
    auto width = cells(*c, column);
    if (column + width > columns) {
      rows.append("\n").append(kIndent);
      column = kIndent.size();
      width = cells(*c, column);
    }
    column += width;
    rows.append(rest.substr(0, rest.size() - behind.size()));
    rest = behind;
  }
  return rows;
}

}  // namespace tertulia::terminal
