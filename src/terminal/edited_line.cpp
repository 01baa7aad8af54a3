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
#include <unistd.h>

#include "terminal/readline_commands.h"
#include "terminal/terminal_output.h"
#include "terminal/utf8.h"

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

// Readline reads the locale from the environment, so the environment must be changed. The keyboard
// may send UTF-8 in any locale; what the screen shows depends on the locale that the user set.
void use_utf8_locale() {
  std::setlocale(LC_CTYPE, "");
  if (is_utf8_locale()) return;
  ::setenv("LC_ALL", "C.UTF-8", 1);
  std::setlocale(LC_CTYPE, "");
}

// Readline's own bracketed paste blocks until the paste ends, so it is switched off.
TerminalMode::Pastes bind_paste_keys() {
  const std::string_view wanted = rl_variable_value("enable-bracketed-paste");
  rl_variable_bind("enable-bracketed-paste", "off");
  return wanted == "on" ? TerminalMode::Pastes::bracketed : TerminalMode::Pastes::plain;
}

TerminalMode::Pastes set_up_readline(rl_command_func_t* on_paste, const SearchCommands& searches,
                                     rl_voidfunc_t* draw) {
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
  // Only now: Readline takes a terminal that it does not draw on for one without arrow keys.
  rl_redisplay_function = draw;
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

EditedLine::EditedLine(reactor::Reactor& reactor, std::function<void()> on_output)
    : screen_(reactor, STDOUT_FILENO, base::terminal(),
              {[this] { draw_again(); }, std::move(on_output)}),
      mode_(set_up_readline(handle_paste_key, {handle_search_back, handle_search_forward}, draw)) {
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
  const bool hides = history_ == Console::History::hide;
  print_above(prompt_ + (hides ? std::string() : std::string(line)));
}

void EditedLine::draw() noexcept {
  if (instance == nullptr) return;
  const std::string_view prompt = rl_display_prompt == nullptr ? "" : rl_display_prompt;
  const bool hides = instance->history_ == Console::History::hide;
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
  instance->outcomes_.push_back({Kind::line, std::move(text)});
  instance->add_to_history(instance->outcomes_.back().text);
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

void EditedLine::add_to_history(const std::string& line) const {
  if (history_ != Console::History::keep || line.empty()) return;
  const auto* last = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
  if (last == nullptr || line != last->line) add_history(line.c_str());
}

void EditedLine::forget(std::string_view line) const {
  for (int i = history_length - 1; i >= 0; --i) {
    if (line != history_get(history_base + i)->line) continue;
    free_history_entry(remove_history(i));
  }
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

void EditedLine::print_above(std::string_view text) {
  hide();
  screen_.print(text);
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
