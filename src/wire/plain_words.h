#pragma once

#include <string_view>

/// The words of the plain dialect that more than one of its sources needs.
namespace tertulia::wire::plain {

inline constexpr std::string_view kNameRequest = "Username?";
inline constexpr std::string_view kWelcome = "You are now connected, ";
inline constexpr std::string_view kGoodbye = "Goodbye";
inline constexpr std::string_view kError = "! ";
inline constexpr std::string_view kNotice = "-- ";
inline constexpr std::string_view kExit = "exit";

}  // namespace tertulia::wire::plain
