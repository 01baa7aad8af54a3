#pragma once

#include <string>
#include <vector>

#include "tertulia/wire/json_client.h"

namespace tertulia::client {

/// Who the user is, and where: what the lines of the transcript depend on. All names are safe for a
/// terminal, as `wire/json_client.h` makes them.
struct Place {
  std::string name;                ///< Empty before the welcome.
  std::string origin;              ///< Of this session's messages.
  std::string room = "lobby";      ///< The current one.
  std::vector<std::string> rooms;  ///< All of them, the current one included, in no order.

  bool is_in(std::string_view other) const;
  /// Whether a message from this author and session is the user's own.
  bool is_own(std::string_view from, std::string_view session) const {
    return from == name || (!origin.empty() && session == origin);
  }
  /// The place after this event. Show the event first: its lines depend on the place before.
  void follow(const wire::json::ServerEvent& event);
};

}  // namespace tertulia::client
