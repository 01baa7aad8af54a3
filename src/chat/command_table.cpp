#include "tertulia/chat/command_table.h"

#include <algorithm>
#include <array>

#include "tertulia/base/text.h"

namespace tertulia::chat {
namespace {

struct Words {
  std::string_view first;
  std::string_view rest;  // without blanks at either end
};

Words split(std::string_view text) {
  text = base::trim(text);
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  return {text.substr(0, end), base::trim(text.substr(end))};
}

char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

constexpr std::string_view kWhisperUsage = "/msg NAME TEXT";

Command make_whisper(std::string_view arguments) {
  const auto [to, text] = split(arguments);
  if (text.empty()) return Invalid{Problem::missing_argument, kWhisperUsage};
  return Whisper{to, text};
}

constexpr std::array kCommands{
    CommandRow{"/who", Role::guest, "who is here",
               [](std::string_view) -> Command { return AskWho{}; }},
    CommandRow{"/me TEXT", Role::guest, "say what you do: * NAME TEXT",
               [](std::string_view text) -> Command { return Act{text}; }},
    CommandRow{kWhisperUsage, Role::guest, "a private message", make_whisper},
    CommandRow{"/nick NAME", Role::guest, "change your name",
               [](std::string_view name) -> Command { return Rename{name}; }},
    CommandRow{"/quit", Role::guest, "leave; so does exit alone on a line",
               [](std::string_view) -> Command { return Leave{}; }},
    CommandRow{"/help", Role::guest, "this list",
               [](std::string_view) -> Command { return AskHelp{}; }},
};

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

const CommandRow* find_command(std::string_view name) {
  const auto* row = std::ranges::find_if(kCommands, [name](const CommandRow& candidate) {
    return std::ranges::equal(candidate.name(), name, {}, {}, to_lower);
  });
  return row == kCommands.end() ? nullptr : row;
}

Command parse_command(std::string_view line) {
  const auto [name, arguments] = split(line);
  const auto* row = find_command(name);
  if (row == nullptr) return Invalid{Problem::unknown_command, name};
  if (row->has_arguments() && arguments.empty()) {
    return Invalid{Problem::missing_argument, row->usage};
  }
  return row->make(arguments);
}

}  // namespace tertulia::chat
