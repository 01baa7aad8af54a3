#pragma once

#include <string>
#include <variant>

#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"

namespace tertulia::client {

/// What the command line says.
struct Options {
  reactor::Endpoint server;
  std::string name;  ///< Empty where it is to be asked.
  bool duo = false;
  base::Duration idle_timeout{};  ///< In duo; 0 never.
  base::Duration keepalive{};     ///< In the hub; 0 never.
};

/// There is nothing to run: help was asked for, or the usage was bad. All is said already.
struct Exit {
  int status;
};

std::variant<Options, Exit> parse_options(int argc, const char* const* argv);

}  // namespace tertulia::client
