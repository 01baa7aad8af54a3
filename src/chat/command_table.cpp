#include "tertulia/chat/command_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"

#include "chat/command_arguments.h"

namespace tertulia::chat {
namespace {

constexpr bool kFromPipe = true;

constexpr std::size_t kKindCount = std::variant_size_v<Command>;
static_assert(kKindCount <= 64, "a row has a bit for each kind");

template <class Kind>
constexpr std::uint64_t kBitOf = std::uint64_t{1} << Command(std::in_place_type<Kind>).index();

/// A row for those who have the role. It makes commands of these kinds.
template <class... Kinds>
constexpr CommandRow row_for(Role role, std::string_view usage, std::string_view help,
                             Command (*make)(std::string_view arguments)) {
  return {.usage = usage, .role = role, .help = help, .make = make, .kinds = (kBitOf<Kinds> | ...)};
}

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
    CommandRow{"/whois NAME", Role::guest, "who has that name, and since when",
               [](std::string_view name) -> Command { return AskWhois{name}; }},
    CommandRow{"/register [PASSWORD]", Role::guest,
               "make your name your own; over TLS without a password: by your key", make_register},
    row_for<ChangePassword>(
        Role::registered, "/password NEW", "change the password of your name",
        [](std::string_view password) -> Command { return ChangePassword{password}; }),
    row_for<AddKey, RemoveKey, ListKeys>(Role::registered, kKeyUsage,
                                         "the TLS keys that can use your name", make_key),
    row_for<Unregister>(Role::registered, "/unregister", "give your name up",
                        [](std::string_view) -> Command { return Unregister{}; }),
    CommandRow{"/join ROOM", Role::guest, "enter a room, and talk there; makes it if there is none",
               [](std::string_view room) -> Command { return EnterRoom{room}; }},
    CommandRow{"/leave [ROOM]", Role::guest, "leave a room, and talk in the one before; also /part",
               [](std::string_view room) -> Command { return LeaveRoom{room}; }, "/part"},
    CommandRow{"/rooms", Role::guest, "the rooms that there are",
               [](std::string_view) -> Command { return AskRooms{}; }},
    CommandRow{"/topic [TEXT]", Role::guest,
               "the room's topic; who runs the room sets it (- clears it)", make_topic},
    CommandRow{"/history [COUNT]", Role::guest, "the last messages of the room", make_history},
    CommandRow{"/search WORDS", Role::guest,
               "find messages in your rooms; #ROOM and from:NAME may stand before", make_search},
    row_for<SetPrivate>(Role::room_operator, kPrivateUsage, "whether only invited people can enter",
                        make_private),
    row_for<Invite>(Role::room_operator, "/invite NAME", "invite someone to the room",
                    [](std::string_view name) -> Command {
                      return Invite{name, true};
                    }),
    row_for<Invite>(Role::room_operator, "/uninvite NAME", "take an invitation back",
                    [](std::string_view name) -> Command {
                      return Invite{name, false};
                    }),
    row_for<Kick>(Role::room_operator, "/kick NAME [REASON]",
                  "remove someone from the room for 10 minutes; in #lobby: from the server",
                  make_kick),
    row_for<SetOperator>(Role::room_operator, "/roomop NAME", "let someone run the room, too",
                         [](std::string_view name) -> Command {
                           return SetOperator{name, true};
                         }),
    row_for<SetOperator>(Role::room_operator, "/roomdeop NAME", "let someone run the room no more",
                         [](std::string_view name) -> Command {
                           return SetOperator{name, false};
                         }),
    row_for<SetBan>(Role::server_operator, "/ban NAME|ADDRESS|CIDR [DURATION] [REASON]",
                    "keep someone, or a network, out of the server", make_ban),
    row_for<LiftBan>(Role::server_operator, "/unban NAME|ADDRESS|CIDR", "end a ban",
                     [](std::string_view target) -> Command { return LiftBan{target}; }),
    row_for<AskBans>(Role::server_operator, "/bans", "who is banned, and who is muted",
                     [](std::string_view) -> Command { return AskBans{}; }),
    row_for<SetMute>(Role::server_operator, "/mute NAME [DURATION] [REASON]",
                     "let someone read, but not speak", make_mute),
    row_for<SetMute>(Role::server_operator, "/unmute NAME", "let someone speak again",
                     [](std::string_view name) -> Command {
                       return SetMute{name, false};
                     }),
    row_for<Announce>(Role::server_operator, "/announce TEXT", "tell everyone in all rooms",
                      [](std::string_view text) -> Command { return Announce{text}; }),
    row_for<SetGuests>(Role::server_operator, kGuestsUsage,
                       "whether names that are not registered may come in", make_guests),
    row_for<ManageAccount>(Role::administrator, kAccountUsage, "the registered names of all users",
                           make_account),
    row_for<SetServerOperator>(Role::server_operator, "/op NAME",
                               "let a registered user run the server",
                               [](std::string_view name) -> Command {
                                 return SetServerOperator{name, true};
                               }),
    row_for<SetServerOperator>(Role::server_operator, "/deop NAME",
                               "let them run the server no more",
                               [](std::string_view name) -> Command {
                                 return SetServerOperator{name, false};
                               }),
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

constexpr auto kRoles = [] {
  std::array<Role, kKindCount> roles{};
  for (const auto& row : kCommands) {
    for (std::size_t kind = 0; kind < kKindCount; ++kind) {
      if (((row.kinds >> kind) & 1U) != 0) roles.at(kind) = row.role;
    }
  }
  return roles;
}();

}  // namespace

std::span<const CommandRow> command_table() { return kCommands; }

Role role_for(const Command& command) { return kRoles.at(command.index()); }

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
