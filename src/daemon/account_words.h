#pragma once

#include <string>
#include <vector>

/// The words of `--account`, and the command that they stand for.
namespace tertulia::daemon {

inline constexpr auto* kAccountHelp =
    "Show or change registered names, and exit: list, add NAME, reset NAME (a new password, and no "
    "keys), remove NAME; asks the server that uses --data, if one does";

/// What is wrong with them, for a person; empty if nothing is.
std::string check_account_words(const std::vector<std::string>& words);
/// Precondition: nothing is wrong with them.
std::string account_command(const std::vector<std::string>& words);

}  // namespace tertulia::daemon
