#include "terminal/readline_setup.h"

#include <clocale>
#include <string_view>

#include <langinfo.h>
#include <readline/history.h>
#include <stdlib.h>

#include "terminal/history_file.h"
#include "terminal/terminal_output.h"

namespace tertulia::terminal {
namespace {

// File names are useless in a chat, and Readline's question about many matches waits for a key.
char** complete_nothing(const char* /*text*/, int /*start*/, int /*end*/) noexcept {
  rl_attempted_completion_over = 1;
  return nullptr;
}

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

}  // namespace

TerminalMode::Pastes set_up_readline(const ReadlineHooks& hooks) {
  use_utf8_locale();
  rl_readline_name = "tertulia";
  rl_outstream = terminal_stream();
  rl_catch_signals = 0;
  rl_catch_sigwinch = 0;
  rl_change_environment = 0;
  rl_attempted_completion_function = complete_nothing;
  rl_getc_function = hooks.next_key;
  rl_input_available_hook = hooks.keys_waiting;
  rl_initialize();
  // Only now: Readline takes a terminal that it does not draw on for one without arrow keys.
  rl_redisplay_function = hooks.draw;
  // Otherwise Readline would restore the terminal's mode for a moment after every line.
  rl_prep_term_function = nullptr;
  rl_deprep_term_function = nullptr;
  bind_keys(hooks.on_paste, hooks.on_tab);
  bind_clear_keys(hooks.on_clear);
  replace_unsafe_commands(hooks.searches);
  stifle_history(static_cast<int>(HistoryFile::kMaxLines));
  static const auto pastes = bind_paste_keys();
  return pastes;
}

}  // namespace tertulia::terminal
