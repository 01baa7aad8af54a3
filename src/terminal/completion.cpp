#include "terminal/completion.h"

#include <algorithm>

#include "tertulia/base/text.h"
#include "tertulia/terminal/texts.h"

#include "terminal/edited_row.h"

namespace tertulia::terminal {
namespace {

constexpr std::string_view kGap = "  ";

/// The length of what both texts begin with, in whole characters.
std::size_t common_length(std::string_view one, std::string_view other) {
  const auto size = std::min(one.size(), other.size());
  std::size_t length = 0;
  while (length < size && base::lower_ascii(one[length]) == base::lower_ascii(other[length])) {
    ++length;
  }
  const auto cuts_character = [&length](std::string_view text) {
    return length < text.size() && base::continues_character(text[length]);
  };
  while (length > 0 && (cuts_character(one) || cuts_character(other))) --length;
  return length;
}

std::string without_end(std::string_view candidate) {
  candidate = base::trim(candidate);
  if (candidate.size() > 1 && candidate.ends_with(':')) candidate.remove_suffix(1);
  return std::string(candidate);
}

std::string joined(const std::vector<std::string>& items, std::size_t first, std::size_t count,
                   const std::vector<std::size_t>& cells, std::size_t width) {
  std::string line;
  const auto end = std::min(first + count, items.size());
  for (auto i = first; i < end; ++i) {
    line += items[i];
    if (i + 1 < end) line.append(width - cells[i], ' ');
  }
  return line;
}

}  // namespace

std::size_t word_begin(std::string_view line, std::size_t point) {
  const auto blank = line.substr(0, point).find_last_of(" \t");
  return blank == std::string_view::npos ? 0 : blank + 1;
}

std::string completed(std::string_view word, const std::vector<std::string>& candidates) {
  if (candidates.empty()) return std::string(word);
  if (candidates.size() == 1) return candidates.front();
  const std::string_view first = candidates.front();
  auto length = first.size();
  for (const auto& candidate : candidates) {
    length = std::min(length, common_length(first, candidate));
  }
  return std::string(length > word.size() ? first.substr(0, length) : word);
}

std::vector<std::string> list_candidates(const std::vector<std::string>& candidates,
                                         const base::Terminal& terminal, const std::string& more) {
  std::vector<std::string> items;
  std::vector<std::size_t> cells;
  std::size_t width = 0;
  for (const auto& candidate : candidates) {
    items.push_back(without_end(candidate));
    cells.push_back(cells_of(items.back(), terminal));
    width = std::max(width, cells.back() + kGap.size());
  }
  const auto columns = std::max<std::size_t>((terminal.columns + kGap.size()) / width, 1);
  const bool fits = items.size() <= columns * kMaxListRows;
  const auto shown = fits ? items.size() : columns * (kMaxListRows - 1);
  std::vector<std::string> lines;
  for (std::size_t first = 0; first < shown; first += columns) {
    lines.push_back(joined(items, first, columns, cells, width));
  }
  if (!fits) lines.push_back(filled(more, std::to_string(items.size() - shown)));
  return lines;
}

}  // namespace tertulia::terminal
