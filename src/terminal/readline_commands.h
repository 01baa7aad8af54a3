#pragma once

#include <readline/readline.h>
#include <stdio.h>  // readline.h needs it

namespace tertulia::terminal {

/// Binds the keys that Readline does not know, `on_paste` to the beginning of a paste, and `on_tab`
/// to Tab.
void bind_keys(rl_command_func_t* on_paste, rl_command_func_t* on_tab);

/// The command that a key is bound to; null if there is none, or if the key begins a sequence.
rl_command_func_t* command_of(char key);

/// The commands that take the place of Readline's own searches.
struct SearchCommands {
  rl_command_func_t* back;
  rl_command_func_t* forward;
};
/// Binds `command` to the keys that clear the screen; it may call `rl_clear_screen()`.
void bind_clear_keys(rl_command_func_t* command);

/// Replaces Readline's commands that must not run in its callback interface: they use freed memory,
/// or they undo our own bindings. User's bindings of these commands then run the replacements.
void replace_unsafe_commands(const SearchCommands& searches);

/// Call it before each key: Readline rings the bell on standard error, and must not do so if that
/// is not the terminal, or if the terminal does not accept a byte now.
void set_bell();

}  // namespace tertulia::terminal
