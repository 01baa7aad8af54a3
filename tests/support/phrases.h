#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

/// The wording of the server's lines that three or more in-process tests name. Each function
/// returns a line without its line feed. The tests of the layer `wire` repeat the wording as
/// literal text, so that a wrong phrase here cannot hide a change of the contract.
namespace tertulia::phrases {

inline std::string connected(std::string_view name) {
  return fmt::format("You are now connected, {}!", name);
}

inline std::string goodbye(std::string_view name) { return fmt::format("Goodbye {}!", name); }

inline std::string server_full() { return "! The server is full; try again later"; }

inline std::string line_too_long(std::size_t limit) {
  return fmt::format("! That line was longer than {} bytes and was not sent", limit);
}

inline std::string closing_idle(std::string_view duration) {
  return fmt::format("-- Closing: idle for {}", duration);
}

inline std::string closing_no_name(std::string_view duration) {
  return fmt::format("-- Closing: no name for {}", duration);
}

}  // namespace tertulia::phrases
