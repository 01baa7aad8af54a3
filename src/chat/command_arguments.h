#pragma once

#include <string_view>

#include "tertulia/chat/command.h"

/// How the commands of the table are made from the text after their names, which has no blanks at
/// either end. What is made points into it.
namespace tertulia::chat {

struct Words {
  std::string_view first;
  std::string_view rest;  // without blanks at either end
};

/// The first word of a text, and what follows.
Words split(std::string_view text);

inline constexpr std::string_view kWhisperUsage = "/msg NAME TEXT";
inline constexpr std::string_view kPrivateUsage = "/private on|off";
inline constexpr std::string_view kKeyUsage = "/key add|list|remove [FINGERPRINT]";
inline constexpr std::string_view kAccountUsage = "/account list|add|reset|remove [NAME]";
inline constexpr std::string_view kCountUsage = "/history [COUNT], a number from 1 to 200";
inline constexpr std::string_view kBanUsage =
    "/ban NAME|ADDRESS|CIDR [DURATION] [REASON], with a duration such as 30m, 12h or 7d";
inline constexpr std::string_view kMuteUsage =
    "/mute NAME [DURATION] [REASON], with a duration such as 30m, 12h or 7d";
inline constexpr std::string_view kGuestsUsage = "/guests on|off";

Command make_whisper(std::string_view arguments);
Command make_topic(std::string_view text);
Command make_private(std::string_view typed);
Command make_history(std::string_view typed);
Command make_search(std::string_view rest);
Command make_kick(std::string_view arguments);
Command make_ban(std::string_view arguments);
Command make_mute(std::string_view arguments);
Command make_guests(std::string_view typed);
Command make_register(std::string_view password);
Command make_account(std::string_view arguments);
Command make_key(std::string_view arguments);

}  // namespace tertulia::chat
