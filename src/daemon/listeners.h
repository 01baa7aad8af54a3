#pragma once

#include <vector>

#include "tertulia/reactor/listener.h"

#include "daemon/options.h"
#include "daemon/service_manager.h"

namespace tertulia::daemon {

/// Opens everything that clients connect to, and says so in the log, a line an address: the sockets
/// that the service manager handed over, and where `--listen` says. The default of `--listen`
/// counts only where nothing was handed over. Throws `base::StartFailure`.
std::vector<reactor::Listener> open_listeners(reactor::Reactor& reactor, const Options& options,
                                              std::vector<InheritedSocket> inherited,
                                              const reactor::Listener::AcceptHandler& on_accept);

}  // namespace tertulia::daemon
