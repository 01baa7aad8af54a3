#include "terminal/edited_line.h"

#include <algorithm>
#include <memory>
#include <utility>

#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "terminal/readline_commands.h"
#include "terminal/readline_setup.h"
#include "terminal/utf8.h"

namespace tertulia::terminal {
namespace {

using Direction = HistorySearch::Direction;

EditedLine* instance = nullptr;
std::string_view pending_keys;

struct Free {
  void operator()(char* text) const noexcept { ::free(text); }
};

int next_key(FILE* /*stream*/) noexcept {
  if (pending_keys.empty()) return EOF;
  const auto key = static_cast<unsigned char>(pending_keys.front());
  pending_keys.remove_prefix(1);
  return key;
}

int keys_waiting() noexcept { return pending_keys.empty() ? 0 : 1; }

}  // namespace

EditedLine::EditedLine(reactor::Reactor& reactor, std::function<void()> on_output)
    : screen_(reactor, STDOUT_FILENO, base::terminal(),
              {[this] { draw_again(); }, std::move(on_output)}),
      mode_(set_up_readline({.next_key = next_key,
                             .keys_waiting = keys_waiting,
                             .draw = draw,
                             .on_paste = handle_paste_key,
                             .on_tab = handle_tab,
                             .on_clear = handle_clear,
                             .searches = {handle_search_back, handle_search_forward}})) {
  instance = this;
  rl_callback_handler_install("", handle_line);
}

EditedLine::~EditedLine() {
  end_command();
  rl_end == 0 ? hide() : print_finished(rl_line_buffer);
  screen_.stop_asking();
  rl_callback_handler_remove();
  clear_history();
  instance = nullptr;
}

void EditedLine::print_finished(std::string_view line) {
  const bool hides = has_hidden_text();
  print_above({{{prompt_ + (hides ? std::string() : std::string(line)), {}}}});
}

void EditedLine::draw() noexcept {
  if (instance == nullptr) return;
  const std::string_view prompt = rl_display_prompt == nullptr ? "" : rl_display_prompt;
  const bool hides = has_hidden_text();
  const std::string_view line(rl_line_buffer, hides ? 0 : static_cast<std::size_t>(rl_end));
  const auto point = hides ? 0 : static_cast<std::size_t>(rl_point);
  auto& screen = instance->screen_;
  screen.show(make_edited_row(prompt, line, point, screen.terminal()));
}

void EditedLine::handle_line(char* line) noexcept {
  const std::unique_ptr<char, Free> owned(line);
  if (line == nullptr) {
    instance->outcomes_.push_back({Kind::end_of_input, {}});
    return;
  }
  std::string text(line);
  std::ranges::replace(text, '\n', ' ');  // Ctrl-V Ctrl-J inserts one
  instance->print_finished(text);
  const bool kept = instance->add_to_history(text);
  instance->outcomes_.push_back({Kind::line, std::move(text), kept});
}

bool EditedLine::is_key(std::string_view sequence) {
  int type = ISFUNC;
  auto* const command =
      rl_function_of_keyseq(std::string(sequence).c_str(), rl_get_keymap(), &type);
  return command != nullptr && type != ISKMAP;
}

int EditedLine::handle_paste_key(int /*count*/, int /*key*/) noexcept {
  instance->outcomes_.push_back({Kind::paste, {}});
  return 0;
}

void EditedLine::feed(std::string_view& keys) {
  if (search_ && handle_search_key(keys)) return;
  const auto well_formed = keys.substr(0, well_formed_size(keys));
  if (well_formed.empty()) {
    keys.remove_prefix(1);
    end_command();
    return insert("\uFFFD");
  }
  // Readline would accept the line only at the next key, and use freed memory until then.
  if (RL_ISSTATE(RL_STATE_NUMERICARG) && command_of(keys.front()) == rl_newline) end_command();
  keys.remove_prefix(well_formed.size() - read_keys(well_formed).size());
}

/// Lets Readline read at least one key. Returns what it has left.
std::string_view EditedLine::read_keys(std::string_view keys) {
  show();
  set_bell();
  pending_keys = keys;
  rl_callback_read_char();
  const auto rest = std::exchange(pending_keys, {});
  apply_prompt();
  return rest;
}

int EditedLine::handle_tab(int count, int key) noexcept {
  if (!instance->completes_ || has_hidden_text()) return rl_insert(count, key);
  instance->outcomes_.push_back({Kind::complete, {}});
  return 0;
}

bool EditedLine::has_hidden_text() noexcept { return instance->history_ == Console::History::hide; }

int EditedLine::handle_clear(int count, int key) noexcept {
  instance->screen_.handle_cleared();
  return rl_clear_screen(count, key);
}

int EditedLine::handle_search_back(int /*count*/, int /*key*/) noexcept {
  instance->begin_search(Direction::back);
  return 0;
}

int EditedLine::handle_search_forward(int /*count*/, int /*key*/) noexcept {
  instance->begin_search(Direction::forward);
  return 0;
}

void EditedLine::insert(std::string_view text) {
  auto insertable = replace_malformed(text);  // Readline may loop over anything else
  std::erase(insertable, '\0');
  rl_insert_text(insertable.c_str());
  changed_ = true;
}

std::string_view EditedLine::text() { return {rl_line_buffer, static_cast<std::size_t>(rl_end)}; }

std::size_t EditedLine::point() { return static_cast<std::size_t>(rl_point); }

void EditedLine::replace_before_point(std::size_t begin, std::string_view text) {
  rl_begin_undo_group();
  rl_delete_text(static_cast<int>(begin), rl_point);
  rl_point = static_cast<int>(begin);
  insert(text);
  rl_end_undo_group();
}

void EditedLine::accept() {
  end_command();
  rl_execute_next('\r');
  read_keys({});
}

void EditedLine::end_command() {
  end_search();
  show();
  if (RL_ISSTATE(RL_STATE_NUMERICARG)) {
    rl_restore_prompt();
    rl_clear_message();
  }
  rl_callback_sigcleanup();
  changed_ = true;
  apply_prompt();
}

bool EditedLine::has_text() const {
  return rl_end > 0 || search_ || RL_ISSTATE(RL_STATE_NUMERICARG);
}

void EditedLine::clear() {
  end_command();
  replace_text({});
}

std::optional<EditedLine::Outcome> EditedLine::next_outcome() {
  if (outcomes_.empty()) return std::nullopt;
  auto outcome = std::move(outcomes_.front());
  outcomes_.pop_front();
  return outcome;
}

void EditedLine::hide() {
  if (hidden_) return;
  screen_.hide();
  hidden_ = true;
}

void EditedLine::show() {
  if (!hidden_ && !changed_) return;
  hidden_ = false;
  changed_ = false;
  draw();
}

void EditedLine::print_above(StyledLine line) {
  hide();
  screen_.print(std::move(line));
}

/// What was typed unseen must not become visible, and what was visible is no part of a password.
void EditedLine::set_prompt(std::string_view prompt, Console::History history) {
  const bool hides = history == Console::History::hide;
  if (hides != (history_ == Console::History::hide)) {
    end_command();
    const std::string typed(text());
    replace_text(hides ? std::string() : set_aside_);
    rl_free_undo_list();
    set_aside_ = hides ? typed : std::string();
  }
  history_ = history;
  prompt_ = prompt;
  prompt_changed_ = true;
  apply_prompt();
}

// A search or a count has a prompt of its own, and restores the former prompt when it ends.
void EditedLine::apply_prompt() {
  if (!prompt_changed_ || search_ || RL_ISSTATE(RL_STATE_NUMERICARG)) return;
  prompt_changed_ = false;
  use_prompt(prompt_);
}

void EditedLine::use_prompt(const std::string& prompt) {
  rl_set_prompt(prompt.c_str());
  changed_ = true;
  show();
}

void EditedLine::draw_again() const {
  if (!hidden_) draw();
}

void EditedLine::redraw() {
  mode_.reassert();
  screen_.forget_position();
  hide();
  show();
}

void EditedLine::leave_terminal() {
  hide();
  screen_.stop_asking();
  mode_.leave();
}

void EditedLine::enter_terminal() {
  mode_.enter();
  show();
}

}  // namespace tertulia::terminal
