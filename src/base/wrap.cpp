#include <algorithm>
#include <array>
#include <utility>

#include "tertulia/base/terminal_text.h"
#include "tertulia/base/text.h"

namespace tertulia::base {
namespace {

using Widths = Terminal::Widths;

constexpr std::size_t kTabStop = 8;
constexpr char32_t kFirstWide = 0x1100;  // Hangul Jamo; all code points before it take one cell
constexpr char32_t kFirstNotAscii = 0x80;
constexpr char32_t kLastBasic = 0xFFFF;
/// On a narrower terminal the indent takes one column only.
constexpr std::size_t kMinColumnsOfFullIndent = 20;

struct Range {
  char32_t first, last;
};
template <std::size_t size>
bool contains(const std::array<Range, size>& ranges, char32_t c) {
  return std::ranges::any_of(
      ranges, [c](const Range& range) { return range.first <= c && c <= range.last; });
}

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
/// Scripts that are written without blanks, as far as any two of their characters may be separated.
constexpr std::array<Range, 3> kIdeographs{
    {{0x2E80, 0xA4CF}, {0xF900, 0xFAFF}, {0x20000, 0x3FFFF}}};

/// Unicode versions disagree about the other marks, and a terminal that does not know a mark draws
/// it in one cell.
bool takes_no_cell_anywhere(char32_t mark) {
  return mark <= kLastBasic && !contains(kNewMarks, mark);
}

/// Terminals disagree about the width of newer characters; none draws more than two cells.
std::size_t cells(const CodePoint& c, Widths widths) {
  const bool widest = widths == Widths::widest;
  if (c.kind == Kind::mark) return !widest && takes_no_cell_anywhere(c.value) ? 0 : 1;
  return c.value < (widest ? kFirstNotAscii : kFirstWide) ? 1 : 2;
}

bool is_blank(char c) { return c == ' ' || c == '\t'; }

/// Part of a text, with the cells that it takes.
struct Piece {
  std::string_view text;
  std::size_t cells = 0;
};

/// Removes one character and the marks on it from the front of `rest`. A byte that is not UTF-8
/// counts as a character.
Piece next_character(std::string_view& rest, Widths widths) {
  const auto whole = rest;
  const auto first = next_code_point(rest);
  if (!first) rest.remove_prefix(1);
  std::size_t width = first ? cells(*first, widths) : 1;
  for (auto after = rest; !after.empty(); rest = after) {
    const auto mark = next_code_point(after);
    if (!mark || mark->kind != Kind::mark) break;
    width += cells(*mark, widths);
  }
  return {whole.substr(0, whole.size() - rest.size()), width};
}

bool is_ideograph(std::string_view character) {
  const auto c = next_code_point(character);
  return c && contains(kIdeographs, c->value);
}

/// Removes one word, or one ideograph, from the front of `rest`.
Piece next_word(std::string_view& rest, Widths widths) {
  const auto whole = rest;
  std::size_t width = 0;
  while (!rest.empty() && !is_blank(rest.front())) {
    const bool ends_word = is_ideograph(rest);
    if (ends_word && rest.size() < whole.size()) break;
    width += next_character(rest, widths).cells;
    if (ends_word) break;
  }
  return {whole.substr(0, whole.size() - rest.size()), width};
}

class Rows {
 public:
  explicit Rows(const Terminal& terminal)
      : columns_(terminal.columns),
        widths_(terminal.widths),
        indent_(row_indent(terminal.columns)) {}

  std::string split(std::string_view text) {
    while (!text.empty()) {
      const auto blanks = text.substr(0, std::min(text.find_first_not_of(" \t"), text.size()));
      text.remove_prefix(blanks.size());
      append(blanks, next_word(text, widths_));
    }
    return std::move(rows_);
  }

 private:
  void append(std::string_view blanks, const Piece& word) {
    if (fits(column_after(blanks), word)) {
      column_ = column_after(blanks);
      rows_ += blanks;
    } else if (!word.text.empty()) {
      begin_row();
    }
    for (auto rest = word.text; !rest.empty();) append(next_character(rest, widths_));
  }

  /// A word that is longer than a row is broken in any case: it may begin in half a row.
  bool fits(std::size_t column, const Piece& word) const {
    const bool longer_than_a_row = indent_.size() + word.cells > columns_;
    return longer_than_a_row ? column <= columns_ / 2 : column + word.cells <= columns_;
  }

  void append(const Piece& character) {
    if (column_ + character.cells > columns_) begin_row();
    column_ += character.cells;
    rows_ += character.text;
  }

  void begin_row() {
    rows_.append("\n").append(indent_);
    column_ = indent_.size();
  }

  std::size_t column_after(std::string_view blanks) const {
    auto column = column_;
    for (const char c : blanks) column += c == '\t' ? kTabStop - column % kTabStop : 1;
    return column;
  }

  std::size_t columns_;
  Widths widths_;
  std::string_view indent_;
  std::string rows_;
  std::size_t column_ = 0;
};

}  // namespace

std::string_view row_indent(std::size_t columns) {
  return columns < kMinColumnsOfFullIndent ? " " : "  ";
}

std::string wrap(std::string_view text, const Terminal& terminal) {
  if (terminal.columns < kMinColumns) return std::string(text);
  return Rows(terminal).split(text);
}

}  // namespace tertulia::base
