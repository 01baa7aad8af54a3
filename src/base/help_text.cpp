#include "tertulia/base/help_text.h"

#include <algorithm>

#include <fmt/core.h>

#include "tertulia/base/text.h"

namespace tertulia::base {
namespace {

constexpr std::size_t kTextColumn = 34;

/// Takes as many words as fit into `width`, and at least one, off the beginning of `text`.
std::string_view take_row(std::string_view& text, std::size_t width) {
  auto end = text.size();
  if (text.size() > width) {
    end = text.rfind(' ', width);
    if (end == std::string_view::npos) end = std::min(text.find(' '), text.size());
  }
  const auto row = text.substr(0, end);
  text = trim(text.substr(end));
  return row;
}

}  // namespace

std::string help_entry(std::string_view names, std::string_view text) {
  std::string entry = fmt::format("  {}", names);
  if (entry.size() >= kTextColumn) entry += '\n';
  auto column = entry.ends_with('\n') ? 0 : entry.size();
  while (!text.empty()) {
    entry.append(kTextColumn - column, ' ');
    entry += take_row(text, kHelpWidth - kTextColumn);
    entry += '\n';
    column = 0;
  }
  if (!entry.ends_with('\n')) entry += '\n';
  return entry;
}

}  // namespace tertulia::base
