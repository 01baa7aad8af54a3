#include "terminal/edited_row.h"

#include <algorithm>
#include <vector>

#include <wchar.h>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kTabStop = 8;

/// A character as it is shown, with the marks on it.
struct Glyph {
  std::string text;
  std::size_t begin;  ///< Cells from the beginning of the prompt.
  std::size_t cells;
  std::size_t end() const { return begin + cells; }
};

std::size_t width_of(const base::CodePoint& c, const base::Terminal& terminal) {
  if (c.value < 0x80) return 1;
  if (terminal.widths == base::Terminal::Widths::widest) {
    return c.kind == base::Kind::mark ? 1 : 2;
  }
  const int width = ::wcwidth(static_cast<wchar_t>(c.value));
  return width < 0 ? 1 : static_cast<std::size_t>(width);
}

class Glyphs {
 public:
  explicit Glyphs(const base::Terminal& terminal) : terminal_(terminal) {}

  void append(std::string_view text) {
    const auto shown = base::in_charset(base::safe(text), terminal_.charset);
    for (std::string_view rest = shown; !rest.empty();) append_first(rest);
  }

  std::size_t cells() const { return glyphs_.empty() ? 0 : glyphs_.back().end(); }
  const std::vector<Glyph>& all() const { return glyphs_; }

 private:
  void append_first(std::string_view& rest) {
    const auto whole = rest;
    const auto c = base::next_code_point(rest);
    if (!c) return rest.remove_prefix(1);
    const auto text = whole.substr(0, whole.size() - rest.size());
    if (c->value == '\t') {
      const auto blanks = kTabStop - cells() % kTabStop;
      glyphs_.push_back({std::string(blanks, ' '), cells(), blanks});
      return;
    }
    const auto width = width_of(*c, terminal_);
    if (width > 0 || glyphs_.empty()) {
      glyphs_.push_back({std::string(text), cells(), width});
    } else {
      glyphs_.back().text += text;
    }
  }

  const base::Terminal& terminal_;
  std::vector<Glyph> glyphs_;
};

/// The cell at which the visible part begins. It moves by half a row at a time, so that the text
/// does not move at each key.
std::size_t left_edge(std::size_t cells, std::size_t cursor, std::size_t room) {
  if (cells <= room || cursor + 1 < room) return 0;
  const auto step = std::max<std::size_t>(room / 2, 1);
  return (cursor + 2 - room + step - 1) / step * step;
}

/// Everything between the two edges, which are cells; `<` and `>` stand in for what is beyond.
class Window {
 public:
  Window(std::size_t left, std::size_t right, bool more)
      : first_(left > 0 ? left + 1 : 0), left_(left), end_(more ? right - 1 : right) {
    if (left > 0) text_ = "<";
  }

  void append(const Glyph& glyph) {
    if (glyph.end() <= first_ || glyph.end() > end_) return;
    const auto first = std::max(glyph.begin, first_);
    if (first > cell()) text_.append(first - cell(), ' ');
    text_ += glyph.begin < first_ ? std::string(glyph.end() - first_, ' ') : glyph.text;
    cells_ = glyph.end() - left_;
  }

  const std::string& text() const { return text_; }
  std::size_t cells() const { return std::max(cells_, first_ - left_); }

 private:
  std::size_t cell() const { return left_ + cells(); }

  std::size_t first_, left_, end_;
  std::string text_;
  std::size_t cells_ = 0;
};

}  // namespace

std::size_t cells_of(std::string_view text, const base::Terminal& terminal) {
  Glyphs glyphs(terminal);
  glyphs.append(text);
  return glyphs.cells();
}

EditedRow make_edited_row(std::string_view prompt, std::string_view line, std::size_t point,
                          const base::Terminal& terminal) {
  Glyphs glyphs(terminal);
  glyphs.append(prompt);
  glyphs.append(line.substr(0, point));
  const auto cursor = glyphs.cells();
  glyphs.append(line.substr(std::min(point, line.size())));
  const auto room = std::max<std::size_t>(terminal.columns, 4) - 1;
  const auto left = left_edge(glyphs.cells(), cursor, room);
  const bool more = glyphs.cells() > left + room;

  EditedRow row;
  Window window(left, left + room, more);
  auto append_until = [&, glyph = glyphs.all().begin()](std::size_t cell) mutable {
    for (; glyph != glyphs.all().end() && glyph->begin < cell; ++glyph) window.append(*glyph);
  };
  append_until(cursor);
  row.before_cursor = window.text();
  row.cursor = window.cells();
  append_until(glyphs.cells());
  row.text = window.text();
  row.cells = window.cells();
  if (more) {
    row.text += '>';
    ++row.cells;
  }
  return row;
}

}  // namespace tertulia::terminal
