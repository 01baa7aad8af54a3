#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "tertulia/base/result.h"
#include "tertulia/base/units.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

class Reactor;
struct Address;

/// A connected, non-blocking socket, and the peer at its other end.
struct Connection {
  Socket socket;
  Peer peer;
};

/// Connects to an endpoint, and never blocks the loop (RFC 8305, "Happy Eyeballs").
///
/// It resolves the host's name on a thread of its own. Then it tries the addresses in turn, IPv6
/// and IPv4 alternately. The next attempt starts `kAttemptDelay` after the last one, or when the
/// last one fails. Earlier attempts go on meanwhile. The first connection is used, and the other
/// attempts end. There is no limit of time, except the kernel's for each attempt.
///
/// TCP can connect a socket to itself, if the kernel gives it the very port of this machine that it
/// connects to. Such an attempt counts as refused.
///
/// Destroying a dialer ends all attempts at once. It does not wait for the name service: a thread
/// that still asks goes on alone, and ends after that.
class Dialer {
 public:
  static constexpr base::Duration kAttemptDelay{250};

  /// Gets the connection, or the error: it names the endpoint and, for each address, the reason.
  /// Called once, at the end of a pass of the loop. It may destroy the dialer.
  using DoneHandler = std::function<void(base::Result<Connection>)>;
  /// Returns all addresses of an endpoint. It is called on another thread, and may block. It must
  /// own what it uses, since it may outlive the dialer.
  using Resolver = std::function<base::Result<std::vector<Address>>(const Endpoint&)>;

  /// Throws `StartFailure` if the system provides no thread. Without a resolver, it asks the
  /// system's name service.
  Dialer(Reactor& reactor, Endpoint endpoint, DoneHandler on_done);
  Dialer(Reactor& reactor, Endpoint endpoint, DoneHandler on_done, const Resolver& resolver);
  ~Dialer();
  Dialer(const Dialer&) = delete;
  Dialer& operator=(const Dialer&) = delete;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::reactor
