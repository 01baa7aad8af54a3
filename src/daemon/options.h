#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/base/log.h"
#include "tertulia/base/result.h"
#include "tertulia/reactor/endpoint.h"

namespace tertulia::daemon {

/// What the command line and the configuration file say, together.
struct Options {
  std::vector<reactor::Endpoint> listen;
  bool listen_given = false;  ///< Else `listen` is the default.
  std::string config;         ///< The file's name; empty for none.
  bool check_config = false;
  bool duo = false;
  std::string name;  ///< The operator's, in duo; empty where it is not given.
  base::Limits limits;
  std::string motd;       ///< The message of the day, one line; empty where it is not given.
  std::string motd_file;  ///< Or the name of the file that has it.
  std::vector<std::string> motd_lines;       ///< What either of them says.
  std::optional<reactor::Endpoint> metrics;  ///< Where Prometheus may ask.
  bool print_messages = false;
  base::log::Level log_level = base::log::Level::info;
};

/// There is nothing to run: help was asked for, or the usage was bad. All is said already.
struct Exit {
  int status;
};

/// Reads the command line, and the files that it names; the command line wins. Says what bad usage
/// is on standard error. Throws `base::StartFailure` for a file that cannot be read or has a
/// mistake.
std::variant<Options, Exit> parse_options(int argc, const char* const* argv);

/// What is in force, in the form of a configuration file.
std::string show_options(const Options& options);

/// The settings that differ between the two, but hold until a restart.
std::vector<std::string> changed_until_restart(const Options& running, const Options& wanted);

}  // namespace tertulia::daemon
