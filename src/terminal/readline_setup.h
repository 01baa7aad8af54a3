#pragma once

#include <readline/readline.h>
#include <stdio.h>  // readline.h needs it

#include "terminal/readline_commands.h"
#include "terminal/terminal_mode.h"

namespace tertulia::terminal {

/// What Readline calls.
struct ReadlineHooks {
  rl_getc_func_t* next_key;  ///< The next key, or EOF if there is none yet.
  rl_hook_func_t* keys_waiting;
  rl_voidfunc_t* draw;
  rl_command_func_t* on_paste;
  rl_command_func_t* on_tab;
  rl_command_func_t* on_clear;  ///< Clears the screen.
  SearchCommands searches;
};

/// Sets Readline up so that it edits, never waits for a key, never draws and never changes the
/// terminal. Returns what the user's configuration says about bracketed pastes.
TerminalMode::Pastes set_up_readline(const ReadlineHooks& hooks);

}  // namespace tertulia::terminal
