#pragma once

#include "tertulia/base/failure.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::client {

/// After this time without a connection, the user on a terminal is told so.
inline constexpr base::Duration kSlowConnect{1'000};

/// There is no connection: the next try may find one.
class ConnectFailure : public base::StartFailure {
  using base::StartFailure::StartFailure;
};

/// Which contact with a server it is.
enum class Contact {
  first,  ///< There is no console yet. The terminal and the actions of signals are as the shell
          ///< left them, so Ctrl-C ends the program, and the user can be told and asked.
  again   ///< A console has the terminal: the user is neither told nor asked anything.
};

/// Connects to the server, and runs the loop meanwhile. Throws `ConnectFailure`, which names the
/// server and the reason; also if something else has stopped the loop.
reactor::Connection connect(reactor::Reactor& reactor, const reactor::Endpoint& server,
                            Contact contact = Contact::first);

}  // namespace tertulia::client
