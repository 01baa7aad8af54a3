#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tertulia/chat/command.h"
#include "tertulia/chat/roles.h"

namespace tertulia::chat {

/// A command that users type with a slash: `/msg Ann hello`. The parsers of all dialects and
/// `/help` use these rows.
struct CommandRow {
  /// `/kick NAME [REASON]`: the name, then its arguments. Those in brackets may be missing.
  std::string_view usage;
  Role role;              ///< Only who has it may use the command.
  std::string_view help;  ///< One line.
  /// Makes the command from the text after its name, which has no blanks at either end. The result
  /// points into `arguments`.
  Command (*make)(std::string_view arguments);
  std::string_view alias = {};  ///< A second name, or empty.
  /// A client takes it from a pipe, too: a line of a log that begins with another command's name is
  /// a message.
  bool taken_from_pipe = false;
  /// A bit for each kind of command that it makes, by its index in `Command`. 0 if everyone may use
  /// it.
  std::uint64_t kinds = 0;

  /// `/msg`.
  constexpr std::string_view name() const { return usage.substr(0, usage.find(' ')); }
  constexpr bool needs_arguments() const {
    return name().size() < usage.size() && usage[name().size() + 1] != '[';
  }
};

/// All commands, in the order of the help.
std::span<const CommandRow> command_table();

/// The row with this name or alias (`/msg`), in upper or lower case, or null.
const CommandRow* find_command(std::string_view name);

/// The role that the command needs, by its row: whatever dialect has asked for it.
Role role_for(const Command& command);

/// Parses a line that begins with a slash. The result is `Invalid` if the command is unknown or
/// lacks its arguments. It points into `line` or into the table.
Command parse_command(std::string_view line);

}  // namespace tertulia::chat
