#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

inline constexpr std::uint16_t kDefaultPort = 7788;

/// Where to listen or to connect: `127.0.0.1:7788`, `[::1]:7788`, `host:7788` or `unix:/path`.
/// The name of a host is looked up only when it is used.
struct Endpoint {
  enum class Family { tcp, unix_path };
  Family family = Family::tcp;
  std::string host;  ///< Without brackets; or the path.
  std::uint16_t port = kDefaultPort;
};

/// Reads an endpoint; without `:PORT` the port is the default one.
base::Result<Endpoint> parse_endpoint(std::string_view text);
/// As it would be typed.
std::string format_endpoint(const Endpoint& endpoint);

/// Whether it is reached from this machine alone: a unix socket, or a loopback address.
bool is_local(const Endpoint& endpoint);

struct Connection {
  Socket socket;
  Peer peer;
};
/// Connects, trying each address of the host in turn, and waits for it. Throws `StartFailure`,
/// which names the address and the reason.
Connection dial(const Endpoint& endpoint);

}  // namespace tertulia::reactor
