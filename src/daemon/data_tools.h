#pragma once

#include <string>

#include "daemon/options.h"

/// What `--check-data`, `--export`, `--import`, `--account` and `--ban` do: they end the program
/// after their work.
namespace tertulia::daemon {

/// The database of the archive, in the directory of `--data`.
std::string archive_path(const std::string& data);

/// Whether the options ask for one of these.
bool wants_data_tool(const Options& options);

/// Does it, prints the result, and returns the exit status: 1 if the archive is not sound. Throws
/// `base::StartFailure` if it cannot be done, for example without `--data`, or because a server
/// uses the directory that is to be changed.
int run_data_tool(const Options& options);

}  // namespace tertulia::daemon
