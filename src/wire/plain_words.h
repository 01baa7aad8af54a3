#pragma once

#include <string_view>

/// Words of the plain dialect that several sources use.
namespace tertulia::wire::plain {

inline constexpr std::string_view kNameRequest = "Username?";
inline constexpr std::string_view kPasswordRequest = "Password?";
inline constexpr std::string_view kWelcome = "You are now connected, ";
inline constexpr std::string_view kGoodbye = "Goodbye";
inline constexpr std::string_view kEarlier = "~ ";
inline constexpr std::string_view kClosingNoName = "-- Closing: no name for ";
inline constexpr std::string_view kIsNowKnownAs = " is now known as ";
inline constexpr std::string_view kNowIn = "You are now in ";
inline constexpr std::string_view kExit = "exit";

}  // namespace tertulia::wire::plain
