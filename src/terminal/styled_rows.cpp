#include "terminal/styled_rows.h"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

/// Red, green, blue, magenta, cyan: yellow cannot be read on white.
constexpr std::array<std::string_view, 5> kBasicColors{";31", ";32", ";34", ";35", ";36"};

/// The sequence that gives the text from here on this style and no other.
std::string sequence_for(const Style& style, bool many_colors) {
  std::string sequence = "\x1b[0";
  if (style.bold) sequence += ";1";
  if (style.dim) sequence += ";2";
  if (style.reverse) sequence += ";7";
  if (style.color > 0 && style.color <= kColors) {
    const auto color = style.color - std::size_t{1};
    if (many_colors) {
      sequence.append(";38;5;").append(std::to_string(kPalette[color]));
    } else {
      sequence += kBasicColors[color % kBasicColors.size()];
    }
  }
  return sequence += 'm';
}

/// Part of a text that looks alike, up to `end`.
struct Run {
  std::size_t end;
  Style style;
};

/// Puts the styles of a text into its rows. Between two rows are a newline and an indent in the
/// place of the blanks of the text.
class Painter {
 public:
  Painter(std::string_view text, const std::vector<Run>& runs, const base::Terminal& terminal)
      : text_(text), runs_(runs), terminal_(terminal) {}

  std::string paint(std::string_view rows) {
    while (!rows.empty()) {
      if (rows.front() == '\n') {
        begin_row(rows);
      } else {
        append_character(rows.front());
        rows.remove_prefix(1);
      }
    }
    use({});
    return std::move(painted_);
  }

 private:
  void begin_row(std::string_view& rows) {
    use({});
    const auto size = 1 + base::row_indent(terminal_.columns).size();
    painted_ += rows.substr(0, size);
    rows.remove_prefix(size);
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
  }

  void append_character(char character) {
    while (run_ + 1 < runs_.size() && at_ >= runs_[run_].end) ++run_;
    use(runs_[run_].style);
    painted_ += character;
    ++at_;
  }

  void use(const Style& style) {
    if (style == style_) return;
    painted_ += sequence_for(style, terminal_.has_many_colors);
    style_ = style;
  }

  std::string_view text_;
  const std::vector<Run>& runs_;
  const base::Terminal& terminal_;
  std::string painted_;
  Style style_;
  std::size_t at_ = 0;   ///< In the text.
  std::size_t run_ = 0;  ///< That it is in.
};

}  // namespace

std::string styled_terminal_line(const StyledLine& line, const base::Terminal& terminal) {
  std::string text;
  std::vector<Run> runs;
  for (const auto& part : line.parts) {
    text += base::in_charset(base::safe(part.text), terminal.charset);
    runs.push_back({text.size(), part.style});
  }
  // Parts that are safe alone may not be so together, for example with many marks.
  if (base::safe(text) != text) return base::terminal_line(line.text(), terminal);
  const auto rows = base::wrap(text, terminal);
  std::string bytes(base::kAutowrapOff);
  bytes += Painter(text, runs, terminal).paint(rows);
  return bytes.append("\n").append(base::kAutowrapOn);
}

}  // namespace tertulia::terminal
