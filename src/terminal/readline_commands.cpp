#include "terminal/readline_commands.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include <poll.h>
#include <unistd.h>

#include "terminal/paste.h"

namespace tertulia::terminal {
namespace {

struct Replacement {
  rl_command_func_t* former;
  rl_command_func_t* command;  // null: the key does nothing
};
using Replacements = std::span<const Replacement>;

void replace_in(Keymap map, Replacements replacements) {
  for (std::size_t key = 0; key < KEYMAP_SIZE; ++key) {
    auto& entry = map[key];
    if (entry.type == ISKMAP) {
      replace_in(reinterpret_cast<Keymap>(entry.function), replacements);
    } else if (entry.type == ISFUNC) {
      const auto found = std::ranges::find(replacements, entry.function, &Replacement::former);
      if (found != replacements.end()) entry.function = found->command;
    }
  }
}

void replace_everywhere(Replacements replacements) {
  for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
    replace_in(map, replacements);
  }
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

bool may_ring() {
  static const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  pollfd ready{STDERR_FILENO, POLLOUT, 0};
  return is_terminal && ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

}  // namespace

void bind_keys(rl_command_func_t* on_paste, rl_command_func_t* on_tab) {
  for (const auto& key : kMoreKeys) {
    for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
      rl_bind_keyseq_if_unbound_in_map(key.sequence, key.command, map);
    }
  }
  for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap, vi_movement_keymap}) {
    rl_bind_keyseq_in_map(kPasteBegin.data(), on_paste, map);
  }
  for (Keymap map : {emacs_standard_keymap, vi_insertion_keymap}) {
    rl_bind_key_in_map('\t', on_tab, map);
  }
}

rl_command_func_t* command_of(char key) {
  const std::array<char, 2> sequence{key, '\0'};
  int type = ISFUNC;
  auto* const command = rl_function_of_keyseq(sequence.data(), nullptr, &type);
  return type == ISFUNC ? command : nullptr;
}

void replace_unsafe_commands(const SearchCommands& searches) {
  const std::array<Replacement, 9> replacements{{{rl_reverse_search_history, searches.back},
                                                 {rl_forward_search_history, searches.forward},
                                                 {rl_noninc_reverse_search, searches.back},
                                                 {rl_noninc_forward_search, searches.forward},
                                                 {rl_noninc_reverse_search_again, searches.back},
                                                 {rl_noninc_forward_search_again, searches.forward},
                                                 {rl_vi_search, searches.back},
                                                 {rl_vi_search_again, searches.back},
                                                 {rl_re_read_init_file, nullptr}}};
  replace_everywhere(replacements);
}

void bind_clear_keys(rl_command_func_t* command) {
  const std::array<Replacement, 2> replacements{
      {{rl_clear_screen, command}, {rl_clear_display, command}}};
  replace_everywhere(replacements);
}

void set_bell() {
  static const bool wanted = std::string_view(rl_variable_value("bell-style")) == "audible";
  if (wanted) rl_variable_bind("bell-style", may_ring() ? "audible" : "none");
}

}  // namespace tertulia::terminal
