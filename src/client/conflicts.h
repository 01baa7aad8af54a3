#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/options.h"
#include "client/settings.h"

/// Settings that contradict each other. An assignment of a default contradicts nothing.
namespace tertulia::client {

/// Two settings that cannot be set together.
struct Conflict {
  std::string_view setting;
  std::string_view other;
};

/// The first conflict among options from one source.
std::optional<Conflict> find_conflict(const Options& options);

/// The first option that contradicts a server without JSON; empty if there is none. Most of them
/// have no effect on a terminal.
std::string_view option_for_json(const Options& options, bool interactive);

/// Both sources together, of which the command line wins: what the file says is dropped if it
/// contradicts the command line, and so is what it says for its server if the command line names
/// another one.
std::vector<Assignment> merge(std::vector<Assignment> file,
                              const std::vector<Assignment>& command_line);

}  // namespace tertulia::client
