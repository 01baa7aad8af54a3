#pragma once

#include <optional>
#include <string>
#include <variant>

#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/wire/plain.h"

#include "client/trust.h"

namespace tertulia::client {

/// The settings in force.
struct Options {
  reactor::Endpoint server;
  std::string name;                     ///< Empty where the user is asked.
  std::string password_file;            ///< The file with the password; empty for none.
  std::optional<std::string> password;  ///< What it has.
  bool registers = false;               ///< Register the name.
  /// The commands that a pipe may have.
  wire::plain::Commands commands = wire::plain::Commands::from_pipe;
  TlsMode tls = TlsMode::automatic;
  std::optional<std::string> pin;  ///< The fingerprint of the server's key.
  bool duo = false;
  base::Duration idle_timeout{};  ///< In duo; 0 never.
  base::Duration keepalive{};     ///< In the hub; 0 never.
};

/// The exit status for bad usage: `EX_USAGE` of sysexits.h, since 2 means a refused name.
inline constexpr int kBadUsage = 64;

/// The program ends at once, after `--help`, `--version` or bad usage. The output is written
/// already.
struct Exit {
  int status;  ///< 0 or `kBadUsage`.
};

/// Reads the command line. Reports bad usage on standard error.
std::variant<Options, Exit> parse_options(int argc, const char* const* argv);

}  // namespace tertulia::client
