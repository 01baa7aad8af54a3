#pragma once

#include <vector>

#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"

#include "reactor/address.h"

namespace tertulia::reactor {

/// Opens a listening socket for each address of the endpoint's host; see `listen()`. Throws
/// `StartFailure`.
std::vector<Socket> bind_all(const Endpoint& endpoint);
/// The file that such a socket has created; empty if there is none.
std::string file_of(const Endpoint& endpoint);

/// Whether it is a listening stream socket of IPv4, IPv6 or the unix family.
bool is_listening_stream(int fd);

}  // namespace tertulia::reactor
