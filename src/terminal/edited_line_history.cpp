#include <string>
#include <string_view>
#include <vector>

#include <readline/history.h>
#include <stdio.h>

#include "terminal/edited_line.h"
#include "terminal/utf8.h"

namespace tertulia::terminal {

void EditedLine::load_history(const std::vector<std::string>& lines) {
  for (const auto& line : lines) {
    auto loadable = replace_malformed(line);
    std::erase(loadable, '\0');
    add_history(loadable.c_str());
  }
  using_history();  // The line being edited is the one after the last.
}

bool EditedLine::add_to_history(const std::string& line) const {
  if (history_ != Console::History::keep || line.empty()) return false;
  const auto* last = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
  if (last != nullptr && line == last->line) return false;
  add_history(line.c_str());
  return true;
}

void EditedLine::forget(std::string_view line) const {
  for (int i = history_length - 1; i >= 0; --i) {
    if (line != history_get(history_base + i)->line) continue;
    free_history_entry(remove_history(i));
  }
}

}  // namespace tertulia::terminal
