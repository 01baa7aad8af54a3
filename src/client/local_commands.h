#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/display.h"
#include "client/options.h"
#include "client/set_command.h"

namespace tertulia::client {

/// The commands that the client runs by itself, for a person at a terminal. The server never sees
/// them.
class LocalCommands {
 public:
  static constexpr std::array<std::string_view, 3> kNames{"/set", "/ignore", "/unignore"};

  /// Both must outlive it. `/set` changes the options.
  LocalCommands(Options& options, Display& display);

  /// Runs a line if it is one of these commands. Returns the lines for the user.
  std::optional<std::vector<std::string>> run(std::string_view line);

 private:
  Display& display_;
  SetCommand set_;
};

}  // namespace tertulia::client
