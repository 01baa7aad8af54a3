#include "terminal/edited_line.h"

#include <array>
#include <clocale>
#include <memory>

#include <langinfo.h>
#include <readline/history.h>
#include <readline/readline.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "terminal/paste.h"

namespace tertulia::terminal {
namespace {

constexpr int kHistoryLines = 1000;

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

struct Binding {
  const char* sequence;
  rl_command_func_t* command;
};
/// Keys of terminals that the terminal's description does not name.
constexpr std::array<Binding, 11> kMoreKeys{{{"\\e[1~", rl_beg_of_line},
                                             {"\\e[7~", rl_beg_of_line},
                                             {"\\e[H", rl_beg_of_line},
                                             {"\\e[4~", rl_end_of_line},
                                             {"\\e[8~", rl_end_of_line},
                                             {"\\e[F", rl_end_of_line},
                                             {"\\e[3~", rl_delete},
                                             {"\\e[1;5C", rl_forward_word},
                                             {"\\e[1;5D", rl_backward_word},
                                             {"\\e[1;3C", rl_forward_word},
                                             {"\\e[1;3D", rl_backward_word}}};

void bind_keys(rl_command_func_t* on_paste) {
  for (const auto& key : kMoreKeys) {
    for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
      rl_bind_keyseq_if_unbound_in_map(key.sequence, key.command, map);
    }
  }
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

TerminalMode::Pastes set_up_readline(rl_command_func_t* on_paste, rl_voidfunc_t* draw) {
  use_utf8_locale();
  rl_readline_name = "tertulia";
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
  stifle_history(kHistoryLines);
  static const auto pastes = bind_paste_keys();
  return pastes;
}

}  // namespace

EditedLine::EditedLine(reactor::Reactor& reactor)
    : screen_(reactor, STDOUT_FILENO, base::terminal(), [this] { draw_again(); }),
      mode_(set_up_readline(handle_paste_key, draw)) {
  instance = this;
  rl_tty_set_echoing(0);
  rl_callback_handler_install("", handle_line);
}

EditedLine::~EditedLine() {
  rl_end == 0 ? hide() : print_finished(rl_line_buffer);
  screen_.stop_asking();
  rl_callback_handler_remove();
  clear_history();
  instance = nullptr;
}

void EditedLine::print_finished(std::string_view line) {
  hide();
  screen_.print(prompt_ + std::string(line));
}

void EditedLine::draw() noexcept {
  if (instance == nullptr) return;
  const std::string_view prompt = rl_display_prompt == nullptr ? "" : rl_display_prompt;
  const std::string_view line(rl_line_buffer, static_cast<std::size_t>(rl_end));
  const auto point = static_cast<std::size_t>(rl_point);
  auto& screen = instance->screen_;
  screen.show(make_edited_row(prompt, line, point, screen.terminal()));
}

void EditedLine::handle_line(char* line) noexcept {
  const std::unique_ptr<char, Free> owned(line);
  if (line == nullptr) {
    instance->outcomes_.push_back({Kind::end_of_input, {}});
    return;
  }
  instance->print_finished(line);
  instance->outcomes_.push_back({Kind::line, line});
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
  if (history_ == Console::History::skip || line.empty()) return;
  const auto* last = history_length > 0 ? history_get(history_base + history_length - 1) : nullptr;
  if (last == nullptr || line != last->line) add_history(line.c_str());
}

void EditedLine::feed(std::string_view& keys) {
  show();
  pending_keys = keys;
  rl_callback_read_char();
  keys = pending_keys;
  pending_keys = {};
  apply_prompt();
}

void EditedLine::insert(std::string_view text) {
  std::string insertable(text);
  std::erase(insertable, '\0');
  rl_insert_text(insertable.c_str());
  changed_ = true;
}

void EditedLine::accept() {
  show();
  rl_execute_next('\r');
  std::string_view none;
  feed(none);
}

void EditedLine::end_command() {
  show();
  rl_callback_sigcleanup();
  changed_ = true;
  apply_prompt();
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
  constexpr auto kOwnPrompt = RL_STATE_ISEARCH | RL_STATE_NSEARCH | RL_STATE_NUMERICARG;
  if (!prompt_changed_ || RL_ISSTATE(kOwnPrompt)) return;
  prompt_changed_ = false;
  rl_set_prompt(prompt_.c_str());
  hidden_ = false;
  draw();
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
  rl_tty_set_echoing(0);
  show();
}

}  // namespace tertulia::terminal
