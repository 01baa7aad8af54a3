#include "terminal/edited_line.h"

#include <algorithm>
#include <clocale>
#include <memory>
#include <utility>

#include <langinfo.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>
#include <stdlib.h>

#include "tertulia/base/text.h"

#include "terminal/paste.h"
#include "terminal/readline_commands.h"
#include "terminal/terminal_output.h"
#include "terminal/utf8.h"
#include "terminal/wrap.h"

namespace tertulia::terminal {
namespace {

constexpr int kHistoryLines = 1000;

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

// File names are useless in a chat, and Readline's question about many matches waits for a key.
char** complete_nothing(const char* /*text*/, int /*start*/, int /*end*/) noexcept {
  rl_attempted_completion_over = 1;
  return nullptr;
}

int keys_waiting() noexcept { return pending_keys.empty() ? 0 : 1; }

bool is_utf8_locale() { return std::string_view(::nl_langinfo(CODESET)) == "UTF-8"; }

// Readline reads the locale from the environment, so the environment must be changed.
void use_utf8_locale() {
  std::setlocale(LC_CTYPE, "");
  if (is_utf8_locale()) return;
  ::setenv("LC_ALL", "C.UTF-8", 1);
  std::setlocale(LC_CTYPE, "");
}

void bind_keys(rl_command_func_t* on_paste) {
  for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
    rl_bind_keyseq_in_map(kPasteBegin.data(), on_paste, map);
  }
  for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap}) {
    rl_bind_key_in_map('\t', rl_insert, map);
  }
}

// Readline's own bracketed paste blocks until the paste ends, so it is switched off.
TerminalMode::Pastes bind_paste_keys() {
  const std::string_view wanted = rl_variable_value("enable-bracketed-paste");
  rl_variable_bind("enable-bracketed-paste", "off");
  return wanted == "on" ? TerminalMode::Pastes::bracketed : TerminalMode::Pastes::plain;
}

TerminalMode::Pastes set_up_readline(rl_command_func_t* on_paste, const SearchCommands& searches) {
  use_utf8_locale();
  rl_readline_name = "tertulia";
  rl_outstream = terminal_stream();
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_attempted_completion_function = complete_nothing;
  rl_getc_function = next_key;
  rl_input_available_hook = keys_waiting;
  rl_initialize();
  // Otherwise Readline would restore the terminal's mode for a moment after every line.
  rl_prep_term_function = nullptr;
  rl_deprep_term_function = nullptr;
  bind_keys(on_paste);
  replace_unsafe_commands(searches);
  stifle_history(kHistoryLines);
  static const auto pastes = bind_paste_keys();
  return pastes;
}

}  // namespace

EditedLine::EditedLine()
    : mode_(set_up_readline(handle_paste_key, {handle_search_back, handle_search_forward})) {
  instance = this;
  rl_callback_handler_install("", handle_line);
}

EditedLine::~EditedLine() {
  end_command();
  rl_end == 0 ? hide() : leave_text_on_screen();
  rl_callback_handler_remove();
  clear_history();
  instance = nullptr;
}

void EditedLine::leave_text_on_screen() {
  show();
  rl_point = rl_end;
  rl_redisplay();
  putc('\n', rl_outstream);
  fflush(rl_outstream);
}

void EditedLine::handle_line(char* line) noexcept {
  const std::unique_ptr<char, Free> owned(line);
  if (line == nullptr) {
    // Readline draws the prompt again, on the same row.
    rl_clear_visible_line();
    instance->outcomes_.push_back({Kind::end_of_input, {}});
    return;
  }
  std::string text(line);
  std::ranges::replace(text, '\n', ' ');  // Ctrl-V Ctrl-J inserts one
  instance->outcomes_.push_back({Kind::line, std::move(text)});
  instance->add_to_history(instance->outcomes_.back().text);
}

int EditedLine::handle_paste_key(int /*count*/, int /*key*/) noexcept {
  instance->outcomes_.push_back({Kind::paste, {}});
  return 0;
}

void EditedLine::add_to_history(const std::string& line) const {
  if (history_ == Console::History::skip || line.empty()) return;
  const auto* last = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
  if (last == nullptr || line != last->line) add_history(line.c_str());
}

void EditedLine::feed(std::string_view& keys) {
  if (search_ && handle_search_key(keys)) return;
  const auto well_formed = keys.substr(0, well_formed_size(keys));
  if (well_formed.empty()) {
    keys.remove_prefix(1);
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
  fflush(rl_outstream);
  return rest;
}

int EditedLine::handle_search_back(int /*count*/, int /*key*/) noexcept {
  instance->begin_search(Direction::back);
  return 0;
}

int EditedLine::handle_search_forward(int /*count*/, int /*key*/) noexcept {
  instance->begin_search(Direction::forward);
  return 0;
}

void EditedLine::replace_text(const std::string& text) {
  rl_delete_text(0, rl_end);
  rl_point = rl_mark = 0;
  rl_insert_text(text.c_str());
  changed_ = true;
}

void EditedLine::insert(std::string_view text) {
  auto insertable = replace_malformed(text);  // Readline may loop over anything else
  std::erase(insertable, '\0');
  rl_insert_text(insertable.c_str());
  changed_ = true;
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
  rl_clear_visible_line();
  fflush(rl_outstream);
  hidden_ = true;
}

void EditedLine::show() {
  if (!hidden_ && !changed_) return;
  if (hidden_) rl_on_new_line();
  rl_redisplay();
  fflush(rl_outstream);
  hidden_ = false;
  changed_ = false;
}

void EditedLine::print_above(std::string_view text) {
  hide();
  int rows = 0;
  int columns = 0;
  rl_get_screen_size(&rows, &columns);
  const auto wrapped = wrap(text, static_cast<std::size_t>(std::max(columns, 0)));
  fwrite(wrapped.data(), 1, wrapped.size(), rl_outstream);
  putc('\n', rl_outstream);
  fflush(rl_outstream);
}

void EditedLine::set_prompt(std::string_view prompt, Console::History history) {
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
  hide();
  rl_set_prompt(prompt.c_str());
  show();
}

void EditedLine::resize() {
  show();
  rl_resize_terminal();
  fflush(rl_outstream);
}

void EditedLine::redraw() {
  mode_.reassert();
  hide();
  show();
}

void EditedLine::leave_terminal() {
  hide();
  mode_.leave();
}

void EditedLine::enter_terminal() {
  mode_.enter();
  show();
}

}  // namespace tertulia::terminal
