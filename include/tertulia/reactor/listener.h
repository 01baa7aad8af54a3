#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"
#include "tertulia/reactor/socket_permissions.h"

namespace tertulia::reactor {

class Reactor;

/// A listening socket. Destroying it closes the socket. It also removes the file of a unix socket,
/// if `listen()` has created the file and no other process has replaced it. Its port can be bound
/// again at once.
///
/// It accepts at most `kAcceptsPerPass` connections in a pass of the loop, so that many new
/// connections do not delay the existing ones. When the process has no free descriptor, it pauses
/// for a tenth of a second and tries again. It logs this at most once a minute.
class Listener {
 public:
  static constexpr int kAcceptsPerPass = 64;
  /// Gets each new connection: its socket, which it owns, and its peer.
  using AcceptHandler = std::function<void(Socket, Peer)>;

  ~Listener();
  Listener(Listener&&) noexcept;
  Listener& operator=(Listener&&) noexcept;

  /// The address on which it listens, with the real port: `127.0.0.1:40213`.
  const std::string& address() const;

 private:
  friend std::vector<Listener> listen(Reactor&, const std::vector<Endpoint>&, const AcceptHandler&,
                                      const SocketPermissions&, const std::vector<Listener>&);
  friend Listener adopt(Reactor&, Socket, std::string_view, AcceptHandler);
  struct State;
  explicit Listener(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

/// Listens on every address of the endpoints' hosts. Throws `StartFailure`, which names an endpoint
/// and the reason. `[::]` also accepts IPv4 connections; without IPv6 on the system it means
/// `0.0.0.0`. If the file of a unix socket exists but no process listens on it, it is replaced.
///
/// Several endpoints may have addresses in common. There is one listener for an address that stands
/// there twice, and none for an address that `0.0.0.0` or `[::]` with the same port includes. The
/// listeners in `open` count as well.
std::vector<Listener> listen(Reactor& reactor, const std::vector<Endpoint>& endpoints,
                             const Listener::AcceptHandler& on_accept,
                             const SocketPermissions& permissions = {},
                             const std::vector<Listener>& open = {});

/// Listens on a socket that another process has bound. It must be a stream socket of IPv4, IPv6 or
/// the unix family that listens already. Otherwise this throws `StartFailure`, which names the
/// socket as `what`.
Listener adopt(Reactor& reactor, Socket socket, std::string_view what,
               Listener::AcceptHandler on_accept);

}  // namespace tertulia::reactor
