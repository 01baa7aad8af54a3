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

constexpr std::string_view kWhisperUsage = "/msg NAME TEXT";
constexpr std::string_view kPrivateUsage = "/private on|off";

Command make_whisper(std::string_view arguments) {
  const auto [to, text] = split(arguments);
  if (text.empty()) return Invalid{Problem::missing_argument, kWhisperUsage};
  return Whisper{to, text};
}

Command make_topic(std::string_view text) {
  return Topic{text.empty() ? std::nullopt : std::optional(text)};
}

Command make_private(std::string_view typed) {
  const auto word = base::lower_ascii(typed);
  if (word == "on" || word == "off") return SetPrivate{word == "on"};
  return Invalid{Problem::invalid_argument, kPrivateUsage};
}

Command make_kick(std::string_view arguments) {
  const auto [name, reason] = split(arguments);
  return Kick{name, reason};
}

constexpr bool kFromPipe = true;

constexpr std::array kCommands{
    CommandRow{"/who [ROOM]",
               Role::guest,
               "who is here, or in another room",
               [](std::string_view room) -> Command { return AskWho{room}; },
               {},
               kFromPipe},
    CommandRow{"/me TEXT",
               Role::guest,
               "say what you do: * NAME TEXT",
               [](std::string_view text) -> Command {
                 return Say{.text = text, .style = MessageStyle::acted};
               },
               {},
               kFromPipe},
    CommandRow{kWhisperUsage, Role::guest, "a private message", make_whisper, {}, kFromPipe},
    CommandRow{"/nick NAME",
               Role::guest,
               "change your name",
               [](std::string_view name) -> Command { return Rename{name}; },
               {},
               kFromPipe},
    CommandRow{"/join ROOM", Role::guest, "enter a room, and talk there; makes it if there is none",
               [](std::string_view room) -> Command { return EnterRoom{room}; }},
    CommandRow{"/leave [ROOM]", Role::guest, "leave a room, and talk in the one before; also /part",
               [](std::string_view room) -> Command { return LeaveRoom{room}; }, "/part"},
    CommandRow{"/rooms", Role::guest, "the rooms that there are",
               [](std::string_view) -> Command { return AskRooms{}; }},
    CommandRow{"/topic [TEXT]", Role::guest,
               "the room's topic; who runs the room sets it (- clears it)", make_topic},
    CommandRow{kPrivateUsage, Role::room_operator, "whether only invited people can enter",
               make_private},
    CommandRow{"/invite NAME", Role::room_operator, "invite someone to the room",
               [](std::string_view name) -> Command {
                 return Invite{name, true};
               }},
    CommandRow{"/uninvite NAME", Role::room_operator, "take an invitation back",
               [](std::string_view name) -> Command {
                 return Invite{name, false};
               }},
    CommandRow{"/kick NAME [REASON]", Role::room_operator,
               "remove someone, who cannot come back for 10 minutes", make_kick},
    CommandRow{"/roomop NAME", Role::room_operator, "let someone run the room, too",
               [](std::string_view name) -> Command {
                 return SetOperator{name, true};
               }},
    CommandRow{"/roomdeop NAME", Role::room_operator, "let someone run the room no more",
               [](std::string_view name) -> Command {
                 return SetOperator{name, false};
               }},
    CommandRow{"/quit",
               Role::guest,
               "leave; so does exit alone on a line",
               [](std::string_view) -> Command { return Leave{}; },
               {},
               kFromPipe},
    CommandRow{"/help",
               Role::guest,
               "this list",
               [](std::string_view) -> Command { return AskHelp{}; },
               {},
               kFromPipe},
};

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

const CommandRow* find_command(std::string_view name) {
  const auto lower = base::lower_ascii(name);
  const auto* row = std::ranges::find_if(kCommands, [&lower](const CommandRow& candidate) {
    return candidate.name() == lower || (!lower.empty() && candidate.alias == lower);
  });
  return row == kCommands.end() ? nullptr : row;
}

Command parse_command(std::string_view line) {
  const auto [name, arguments] = split(line);
  const auto* row = find_command(name);
  if (row == nullptr) return Invalid{Problem::unknown_command, name};
  if (row->needs_arguments() && arguments.empty()) {
    return Invalid{Problem::missing_argument, row->usage};
  }
  return row->make(arguments);
}

}  // namespace tertulia::chat
