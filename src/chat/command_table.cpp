#include "tertulia/chat/command_table.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "tertulia/base/text.h"
#include "tertulia/base/units.h"

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
constexpr std::string_view kKeyUsage = "/key add|list|remove [FINGERPRINT]";
constexpr std::string_view kAccountUsage = "/account list|add|reset|remove [NAME]";
constexpr std::string_view kCountUsage = "/history [COUNT], a number from 1 to 200";
static_assert(AskHistory::kMaxLimit == 200);
/// Before a name in the words of a search.
constexpr std::string_view kFrom = "from:";

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

Command make_history(std::string_view typed) {
  if (typed.empty()) return AskHistory{};
  const auto count = base::parse_count(typed);
  if (!count || *count < 1 || *count > AskHistory::kMaxLimit) {
    return Invalid{Problem::invalid_argument, kCountUsage};
  }
  return AskHistory{.limit = static_cast<std::size_t>(*count)};
}

/// `#games from:Bob lunch`: the room and the name may stand before the words, in any order.
Command make_search(std::string_view rest) {
  Search search{rest};
  while (true) {
    const auto [word, after] = split(rest);
    if (search.room.empty() && word.size() > 1 && word.starts_with('#')) {
      search.room = word;
    } else if (search.from.empty() && word.size() > kFrom.size() &&
               base::lower_ascii(word.substr(0, kFrom.size())) == kFrom) {
      search.from = word.substr(kFrom.size());
    } else {
      search.words = rest;
      return search;
    }
    rest = after;
  }
}

Command make_kick(std::string_view arguments) {
  const auto [name, reason] = split(arguments);
  return Kick{name, reason};
}

constexpr std::string_view kBanUsage =
    "/ban NAME|ADDRESS|CIDR [DURATION] [REASON], with a duration such as 30m, 12h or 7d";
constexpr std::string_view kMuteUsage =
    "/mute NAME [DURATION] [REASON], with a duration such as 30m, 12h or 7d";
constexpr std::string_view kGuestsUsage = "/guests on|off";
constexpr std::string_view kForce = "force";
constexpr base::Duration kMaxLength = std::chrono::hours{24} * 36'525;

/// A duration has a unit: `2 spammers` is a reason.
bool is_duration(std::string_view word) {
  return !word.empty() && word.front() >= '0' && word.front() <= '9' &&
         (word.back() < '0' || word.back() > '9') && base::parse_duration(word);
}

bool is_possible(base::Duration length) {
  return length > base::Duration::zero() && length <= kMaxLength;
}

/// `NAME|ADDRESS|CIDR [force] [DURATION] [REASON]`: the words before the reason in any order.
Command make_ban(std::string_view arguments) {
  auto [target, rest] = split(arguments);
  SetBan ban{target};
  while (true) {
    const auto [word, after] = split(rest);
    if (!ban.force && base::lower_ascii(word) == kForce) {
      ban.force = true;
    } else if (ban.length == base::Duration::zero() && is_duration(word)) {
      ban.length = *base::parse_duration(word);
      if (!is_possible(ban.length)) return Invalid{Problem::invalid_argument, kBanUsage};
    } else {
      ban.reason = rest;
      return ban;
    }
    rest = after;
  }
}

Command make_mute(std::string_view arguments) {
  const auto [name, rest] = split(arguments);
  const auto [word, after] = split(rest);
  if (!is_duration(word)) return SetMute{name, true, {}, rest};
  const auto length = *base::parse_duration(word);
  if (!is_possible(length)) return Invalid{Problem::invalid_argument, kMuteUsage};
  return SetMute{name, true, length, after};
}

Command make_guests(std::string_view typed) {
  const auto word = base::lower_ascii(typed);
  if (word == "on" || word == "off") return SetGuests{word == "on"};
  return Invalid{Problem::invalid_argument, kGuestsUsage};
}

Command make_register(std::string_view password) {
  return Register{password.empty() ? std::nullopt : std::optional(password)};
}

/// The words of the actions, in the order of `ManageAccount::Action`.
constexpr std::array<std::string_view, 4> kAccountActions{"list", "add", "reset", "remove"};

Command make_account(std::string_view arguments) {
  const auto [typed, name] = split(arguments);
  const auto* found = std::ranges::find(kAccountActions, base::lower_ascii(typed));
  const bool lists = found == kAccountActions.begin();
  if (found == kAccountActions.end() || lists != name.empty()) {
    return Invalid{Problem::invalid_argument, kAccountUsage};
  }
  return ManageAccount{static_cast<ManageAccount::Action>(found - kAccountActions.begin()), name};
}

Command make_key(std::string_view arguments) {
  const auto [typed, fingerprint] = split(arguments);
  const auto word = base::lower_ascii(typed);
  if (word == "add") return AddKey{fingerprint};
  if (word == "remove" && !fingerprint.empty()) return RemoveKey{fingerprint};
  if (word == "list" && fingerprint.empty()) return ListKeys{};
  return Invalid{Problem::invalid_argument, kKeyUsage};
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
    CommandRow{"/whois NAME", Role::guest, "who has that name, and since when",
               [](std::string_view name) -> Command { return AskWhois{name}; }},
    CommandRow{"/register [PASSWORD]", Role::guest,
               "make your name your own; over TLS without a password: by your key", make_register},
    CommandRow{"/password NEW", Role::registered, "change the password of your name",
               [](std::string_view password) -> Command { return ChangePassword{password}; }},
    CommandRow{kKeyUsage, Role::registered, "the TLS keys that can use your name", make_key},
    CommandRow{"/unregister", Role::registered, "give your name up",
               [](std::string_view) -> Command { return Unregister{}; }},
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
               "remove someone from the room for 10 minutes; in #lobby: from the server",
               make_kick},
    CommandRow{"/roomop NAME", Role::room_operator, "let someone run the room, too",
               [](std::string_view name) -> Command {
                 return SetOperator{name, true};
               }},
    CommandRow{"/roomdeop NAME", Role::room_operator, "let someone run the room no more",
               [](std::string_view name) -> Command {
                 return SetOperator{name, false};
               }},
    CommandRow{"/ban NAME|ADDRESS|CIDR [DURATION] [REASON]", Role::server_operator,
               "keep someone, or a network, out of the server", make_ban},
    CommandRow{"/unban NAME|ADDRESS|CIDR", Role::server_operator, "end a ban",
               [](std::string_view target) -> Command { return LiftBan{target}; }},
    CommandRow{"/bans", Role::server_operator, "who is banned, and who is muted",
               [](std::string_view) -> Command { return AskBans{}; }},
    CommandRow{"/mute NAME [DURATION] [REASON]", Role::server_operator,
               "let someone read, but not speak", make_mute},
    CommandRow{"/unmute NAME", Role::server_operator, "let someone speak again",
               [](std::string_view name) -> Command {
                 return SetMute{name, false};
               }},
    CommandRow{"/announce TEXT", Role::server_operator, "tell everyone in all rooms",
               [](std::string_view text) -> Command { return Announce{text}; }},
    CommandRow{kGuestsUsage, Role::server_operator,
               "whether names that are not registered may come in", make_guests},
    CommandRow{kAccountUsage, Role::server_operator,
               "the registered names; only as root, or by tertuliad --account", make_account},
    CommandRow{"/op NAME", Role::server_operator, "let a registered user run the server",
               [](std::string_view name) -> Command {
                 return SetServerOperator{name, true};
               }},
    CommandRow{"/deop NAME", Role::server_operator, "let them run the server no more",
               [](std::string_view name) -> Command {
                 return SetServerOperator{name, false};
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
