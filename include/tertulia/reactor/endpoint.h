#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

inline constexpr std::uint16_t kDefaultPort = 7788;

/// An address to listen on or to connect to: `127.0.0.1:7788`, `[::1]:7788`, `host:7788` or
/// `unix:/path`. The name of a host is resolved only when the endpoint is used.
struct Endpoint {
  enum class Family { tcp, unix_path };
  Family family = Family::tcp;
  std::string host;  ///< Without brackets. For a unix socket: its path.
  std::uint16_t port = kDefaultPort;
};

/// Parses an endpoint. Without `:PORT` it has the default port.
base::Result<Endpoint> parse_endpoint(std::string_view text);
/// The endpoint as a user types it.
std::string format_endpoint(const Endpoint& endpoint);

/// Whether only this machine can reach it: a unix socket, a loopback address, or `localhost`.
bool is_local(const Endpoint& endpoint);

/// A connected socket, and the peer at its other end.
struct Connection {
  Socket socket;
  Peer peer;
};
/// Connects to the host. Tries its addresses in turn, and blocks until one accepts. Throws
/// `StartFailure`, which names the endpoint and the reason.
Connection dial(const Endpoint& endpoint);

}  // namespace tertulia::reactor
