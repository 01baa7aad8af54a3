#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "tertulia/base/environment.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/wire/plain.h"

#include "client/trust.h"

namespace tertulia::client {

/// When the output has colours.
enum class ColorUse : unsigned char {
  automatic,  ///< On a terminal, unless the environment asks for none.
  always,
  never
};

/// How lines are shown.
struct Look {
  ColorUse color = ColorUse::automatic;
  bool timestamps = false;      ///< The time stands before each line.
  bool bell = true;             ///< A mention rings the bell.
  std::size_t paste_guard = 5;  ///< More pasted lines are sent only after a question; 0 never asks.
  bool plain = false;           ///< A terminal gets nothing but whole lines.
};

/// How the client works in a pipe.
struct Filter {
  base::Duration retry{};        ///< How long it tries to reach a server that is away; 0: once.
  bool json = false;             ///< Print what comes in as the server's JSON lines.
  std::uint64_t count = 0;       ///< End after so many messages have come in; 0: never.
  base::Duration until_quiet{};  ///< End when nothing has come in for so long; 0: never.
};

/// The settings in force.
struct Options {
  reactor::Endpoint server;
  bool server_given = false;            ///< Else `server` is the default.
  std::string name;                     ///< Empty where the user is asked.
  std::string password_file;            ///< The file with the password; empty for none.
  std::optional<std::string> password;  ///< What it has.
  bool registers = false;               ///< Register the name.
  std::string room;                     ///< Where lines go, without `#`; empty for the lobby.
  /// The commands that a pipe may have.
  wire::plain::Commands commands = wire::plain::Commands::from_pipe;
  TlsMode tls = TlsMode::automatic;
  std::optional<std::string> pin;  ///< The fingerprint of the server's key.
  bool duo = false;
  base::Duration idle_timeout{};  ///< In duo; 0 never.
  base::Duration keepalive{};     ///< In the hub; 0 never.
  Look look;
  std::string log;  ///< The file that gets what is shown; empty for none.
  Filter filter;
};

/// The exit status for bad usage: `EX_USAGE` of sysexits.h, since 2 means a refused name.
inline constexpr int kBadUsage = 64;

/// The program ends at once, after `--help`, `--version` or bad usage. The output is written
/// already.
struct Exit {
  int status;  ///< 0 or `kBadUsage`.
};

/// Reads the command line and the user's settings file; the command line wins. Reports bad usage,
/// and a mistake in the file, on standard error.
std::variant<Options, Exit> parse_options(
    int argc, const char* const* argv, base::Environment environment = base::process_environment);

}  // namespace tertulia::client
