#pragma once

#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

#include <sys/socket.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/reactor/endpoint.h"

#include "reactor/address.h"

namespace tertulia::support {

/// Connects to the first address of the endpoint that accepts, without a loop. Throws
/// `StartFailure`.
inline reactor::Connection dial(std::string_view where) {
  const auto addresses =
      reactor::resolve(*reactor::parse_endpoint(where), reactor::Purpose::connect);
  if (!addresses) throw base::StartFailure(addresses.error());
  for (const auto& address : *addresses) {
    auto socket = reactor::open_socket(address.family(), SOCK_STREAM);
    reactor::tune(socket.fd(), address.family());
    if (::connect(socket.fd(), address.get(), address.length) == 0) {
      return {std::move(socket), reactor::describe(address)};
    }
  }
  throw base::StartFailure(std::strerror(errno));
}

}  // namespace tertulia::support
