#pragma once

#include "tertulia/base/failure.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::client {

/// After this time without a connection, the user on a terminal is told so.
inline constexpr base::Duration kSlowConnect{1'000};

/// There is no connection.
class ConnectFailure : public base::StartFailure {
  using base::StartFailure::StartFailure;
};

/// Connects to the server, and runs the loop meanwhile. The terminal and the actions of signals are
/// still as they were, so Ctrl-C ends the program at once. Throws `ConnectFailure`, which names the
/// server and the reason.
reactor::Connection connect(reactor::Reactor& reactor, const reactor::Endpoint& server);

}  // namespace tertulia::client
