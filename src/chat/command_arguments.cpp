#include "chat/command_arguments.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <optional>

#include "tertulia/base/text.h"
#include "tertulia/base/units.h"

namespace tertulia::chat {
namespace {

static_assert(AskHistory::kMaxLimit == 200);
/// Before a name in the words of a search.
constexpr std::string_view kFrom = "from:";

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

/// The words of the actions, in the order of `ManageAccount::Action`.
constexpr std::array<std::string_view, 4> kAccountActions{"list", "add", "reset", "remove"};

}  // namespace

Words split(std::string_view text) {
  text = base::trim(text);
  const auto end = std::min(text.find_first_of(" \t"), text.size());
  return {text.substr(0, end), base::trim(text.substr(end))};
}

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

}  // namespace tertulia::chat
