#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tertulia/base/limits.h"
#include "tertulia/base/log.h"
#include "tertulia/base/result.h"
#include "tertulia/chat/name.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket_permissions.h"

namespace tertulia::daemon {

/// Which connections use TLS.
enum class TlsUse : unsigned char {
  automatic,  ///< Each client decides, if there is a certificate.
  required,   ///< All, but those from this machine.
  off
};

/// The settings in force: the command line and the configuration file together.
struct Options {
  std::vector<reactor::Endpoint> listen;
  std::vector<reactor::Endpoint> listen_tls;      ///< For TLS alone.
  bool listen_given = false;                      ///< Else `listen` is the default.
  reactor::SocketPermissions socket_permissions;  ///< Of the unix sockets that it creates.
  std::string unix_group;                         ///< Their group, as it is typed; may be empty.
  std::string config;                             ///< The file's name; empty for none.
  bool check_config = false;
  bool fingerprint = false;  ///< Print the fingerprint of the key, and end.
  bool check_data = false;   ///< Check the archive, and end.
  std::string export_to;     ///< Write the archive to this file, and end; empty for no.
  std::string import_from;   ///< Read an archive from this file, and end; empty for no.
  /// What to do with registered names, and end: `list`, or an action and a name; empty for no.
  std::vector<std::string> account;
  /// What to do with bans, and end: `list`, or `add` or `remove` and what follows; empty for no.
  std::vector<std::string> ban;
  std::string data;         ///< The directory for what the server keeps; empty for none.
  std::string certificate;  ///< The name of the file; empty for none.
  std::string key;          ///< The same.
  TlsUse tls = TlsUse::automatic;
  bool passwords_in_plain = false;
  std::vector<chat::Name> operators;  ///< Whose owners run the server.
  bool duo = false;
  std::string name;  ///< The operator's, in duo; empty where it is not given.
  base::Limits limits;
  std::string motd;       ///< The message of the day, one line; empty where it is not given.
  std::string motd_file;  ///< Or the name of the file that has it.
  std::vector<std::string> motd_lines;       ///< What either of them says.
  std::optional<reactor::Endpoint> metrics;  ///< Where Prometheus may ask.
  bool print_messages = false;
  base::log::Level log_level = base::log::Level::info;
  std::vector<std::string> warnings;  ///< For the log: settings given by a former name.
};

/// The exit status for bad usage.
inline constexpr int kBadUsage = 2;

/// The program ends at once, after `--help`, `--version` or bad usage. The output is written
/// already.
struct Exit {
  int status;  ///< 0 or `kBadUsage`.
};

/// Reads the command line and the files that it names; the command line wins. Reports bad usage on
/// standard error. Throws `base::StartFailure` for a file that cannot be read or has a mistake.
std::variant<Options, Exit> parse_options(int argc, const char* const* argv);

/// The settings in force, in the form of a configuration file.
std::string show_options(const Options& options);

/// The names of the settings that differ, but cannot change before a restart.
std::vector<std::string> changed_until_restart(const Options& running, const Options& wanted);

}  // namespace tertulia::daemon
