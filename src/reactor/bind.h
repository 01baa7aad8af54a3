#pragma once

#include <vector>

#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"

#include "reactor/address.h"

namespace tertulia::reactor {

/// Sockets that listen, one for each address that the endpoint's host has; see `listen()`, which
/// this is for. Throws `StartFailure`.
std::vector<Socket> bind_all(const Endpoint& endpoint);
/// The file that such sockets have made; empty for none.
std::string file_of(const Endpoint& endpoint);

Address own_address(int fd);
/// Whether it is a stream socket of a family that is known here, and listens.
bool is_listening_stream(int fd);

}  // namespace tertulia::reactor
