#pragma once

#include <string>
#include <vector>

/// The words behind `--ban`.
namespace tertulia::daemon {

inline constexpr auto* kBanHelp =
    "Show or change who is kept out, and exit: list, add NAME|ADDRESS|CIDR [DURATION] [REASON], "
    "remove NAME|ADDRESS|CIDR; asks the server that uses --data, if one does";

/// What is wrong with them, for a person; empty if nothing is.
std::string check_ban_words(const std::vector<std::string>& words);
/// The command that they stand for, as an operator types it.
std::string ban_command(const std::vector<std::string>& words);

}  // namespace tertulia::daemon
