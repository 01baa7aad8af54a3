#pragma once

#include <span>
#include <string_view>

#include "tertulia/chat/command.h"

namespace tertulia::chat {

/// What a person may do. Each role may do everything that the roles before it may.
enum class Role { guest };

/// One command that is typed with a slash: `/msg Ann hello`. The parsers of all dialects and
/// `/help` follow from these rows.
struct CommandRow {
  std::string_view usage;  ///< `/msg NAME TEXT`: the name, then its arguments. All are required.
  Role role;               ///< The least role that may use it.
  std::string_view help;   ///< One line.
  /// Makes the command of what follows the name, without blanks at either end. The result points
  /// into `arguments`.
  Command (*make)(std::string_view arguments);

  /// `/msg`.
  constexpr std::string_view name() const { return usage.substr(0, usage.find(' ')); }
  constexpr bool has_arguments() const { return name().size() < usage.size(); }
};

/// All commands, in the order of the help.
std::span<const CommandRow> command_table();

/// The row with this name (`/msg`), or null.
const CommandRow* find_command(std::string_view name);

/// Reads a line that begins with a slash. The result is `Invalid` for an unknown command, and for
/// one without its arguments. It points into `line` or into the table.
Command parse_command(std::string_view line);

}  // namespace tertulia::chat
