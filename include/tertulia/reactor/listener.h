#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

class Reactor;

/// A listening socket. Destroying it closes the socket (and removes a unix socket's file, if it was
/// made here); the port can be taken again at once.
///
/// At most `kAcceptsPerPass` connections are taken in a pass of the loop, so that a crowd at the
/// door does not hold up those inside. When the process is out of descriptors it pauses for
/// a tenth of a second and tries again; it says so in the log once a minute at the most.
class Listener {
 public:
  static constexpr int kAcceptsPerPass = 64;
  using AcceptHandler = std::function<void(Socket, Peer)>;

  ~Listener();
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;

  /// The address it listens on, with the real port: `127.0.0.1:40213`.
  const std::string& address() const;

 private:
  friend std::vector<Listener> listen(Reactor&, const Endpoint&, const AcceptHandler&);
  friend Listener adopt(Reactor&, Socket, std::string_view, AcceptHandler);
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Listens on every address that the endpoint's host has; throws `StartFailure`, which names the
/// address and the reason. `[::]` takes IPv4 as well, and stands for `0.0.0.0` where there is no
/// IPv6. The file of a unix socket that nobody listens on any more is replaced.
std::vector<Listener> listen(Reactor& reactor, const Endpoint& endpoint,
                             const Listener::AcceptHandler& on_accept);

/// Listens on a socket that somebody else has bound: a stream socket of IPv4, IPv6 or the unix
/// family that listens already. For any other it throws `StartFailure`, which calls it `what`.
Listener adopt(Reactor& reactor, Socket socket, std::string_view what,
               Listener::AcceptHandler on_accept);

}  // namespace tertulia::reactor
