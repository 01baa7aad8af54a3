#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>

#include "tertulia/base/text.h"

#include "terminal/edited_line.h"
#include "terminal/readline_commands.h"

namespace tertulia::terminal {
namespace {

using Direction = HistorySearch::Direction;

bool is_text(char key) { return static_cast<unsigned char>(key) >= ' ' && key != '\x7f'; }

std::string_view remove_character(std::string_view& keys) {
  auto rest = keys;
  if (!base::next_code_point(rest)) rest.remove_prefix(1);
  const auto character = keys.substr(0, keys.size() - rest.size());
  keys = rest;
  return character;
}

}  // namespace

bool EditedLine::handle_search_key(std::string_view& keys) {
  if (is_text(keys.front())) {
    search_->type(remove_character(keys));
    show_search();
    return true;
  }
  auto* const command = command_of(keys.front());
  if (command == rl_rubout) {
    search_->erase();
  } else if (command == handle_search_back) {
    search_->again(Direction::back, searched_for_);
  } else if (command == handle_search_forward) {
    search_->again(Direction::forward, searched_for_);
  } else {
    return end_search_with(keys, command == rl_abort);
  }
  keys.remove_prefix(1);
  show_search();
  return true;
}

/// Returns whether the key has no other meaning than to end the search.
bool EditedLine::end_search_with(std::string_view& keys, bool abandons) {
  if (abandons) replace_text(search_->former_line());
  end_search();
  if (!abandons && keys != "\x1b" && keys.front() != '\n') return false;
  keys.remove_prefix(1);
  return true;
}

void EditedLine::begin_search(Direction direction) {
  if (has_hidden_text()) return;
  std::vector<std::string> lines;
  lines.reserve(static_cast<std::size_t>(history_length) + 1);
  for (int i = 0; i < history_length; ++i) lines.emplace_back(history_get(history_base + i)->line);
  lines.emplace_back(rl_line_buffer);
  search_.emplace(std::move(lines), direction);
  show_search();
}

void EditedLine::show_search() {
  replace_text(search_->line());
  rl_point = static_cast<int>(search_->point());
  use_prompt(search_->prompt());
}

void EditedLine::replace_text(const std::string& text) {
  rl_delete_text(0, rl_end);
  rl_point = rl_mark = 0;
  rl_insert_text(text.c_str());
  changed_ = true;
}

void EditedLine::end_search() {
  if (!search_) return;
  searched_for_ = search_->text();
  search_.reset();
  use_prompt(prompt_);
}

}  // namespace tertulia::terminal
