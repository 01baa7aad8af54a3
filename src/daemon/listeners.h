#pragma once

#include <vector>

#include "tertulia/reactor/listener.h"

#include "daemon/options.h"
#include "daemon/service_manager.h"

namespace tertulia::daemon {

/// What gets the new connections: those of every kind, and those that must use TLS.
struct AcceptHandlers {
  reactor::Listener::AcceptHandler any;
  reactor::Listener::AcceptHandler encrypted;
};

/// Opens all listeners for clients and logs the address of each: the sockets that the service
/// manager passed, and the endpoints of `--listen`. The default endpoint of `--listen` is used only
/// if the manager passed no socket. Throws `base::StartFailure`.
std::vector<reactor::Listener> open_listeners(reactor::Reactor& reactor, const Options& options,
                                              std::vector<InheritedSocket> inherited,
                                              const AcceptHandlers& on_accept);

/// Checks that this process can listen on the endpoints of `--listen` and `--metrics`, and opens
/// none of them. Throws `base::StartFailure` with the reason. An address in use is accepted.
void check_listeners(const Options& options);

}  // namespace tertulia::daemon
