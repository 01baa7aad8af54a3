#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tertulia/base/result.h"

namespace tertulia::reactor {

inline constexpr std::uint16_t kDefaultPort = 7788;

/// An address to listen on or to connect to: `127.0.0.1:7788`, `[::1]:7788`, `host:7788`,
/// `unix:/path`, or `unix:@name` for an abstract unix socket, which has no file. The name of a host
/// is resolved only when the endpoint is used.
struct Endpoint {
  enum class Family { tcp, unix_path };
  Family family = Family::tcp;
  /// Without brackets. For a unix socket: its path, or `@` and its abstract name.
  std::string host;
  std::uint16_t port = kDefaultPort;
};

/// Parses an endpoint. Without `:PORT` it has the default port. `:PORT` alone has the host
/// `missing_host`; if that is empty, it is an error. A number alone is an error, too: it is a port,
/// and not a host.
base::Result<Endpoint> parse_endpoint(std::string_view text, std::string_view missing_host = {});
/// The same, for a server's own address. `:PORT` and `PORT` mean every address of this machine.
base::Result<Endpoint> parse_listen_endpoint(std::string_view text);
/// The endpoint as a user types it.
std::string format_endpoint(const Endpoint& endpoint);

/// Whether only this machine can reach it: a unix socket, a loopback address, or `localhost`.
bool is_local(const Endpoint& endpoint);
/// Whether it is an abstract unix socket.
bool is_abstract(const Endpoint& endpoint);

}  // namespace tertulia::reactor
