#pragma once

#include <vector>

#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket_permissions.h"

#include "reactor/listen_plan.h"
#include "reactor/socket_file.h"

namespace tertulia::reactor {

/// Opens a listening socket for each address of the endpoints' hosts; see `listen()`. What the
/// sockets in `open` accept already is left out. Throws `StartFailure`.
std::vector<BoundSocket> bind_all(const std::vector<Endpoint>& endpoints,
                                  const SocketPermissions& permissions = {},
                                  const std::vector<ListenTarget>& open = {});

/// Whether it is a listening stream socket of IPv4, IPv6 or the unix family.
bool is_listening_stream(int fd);

}  // namespace tertulia::reactor
