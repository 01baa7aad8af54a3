#include "tertulia/reactor/endpoint.h"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tertulia/base/failure.h"

#include "reactor/address.h"

namespace tertulia::reactor {
namespace {

constexpr std::string_view kUnixPrefix = "unix:";
constexpr std::string_view kNotInScope{"[]\0", 3};

base::Result<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, port);
  if (text.empty() || error != std::errc{} || rest != end) {
    return base::Error{fmt::format("'{}' is no port: 0 to 65535", text)};
  }
  return port;
}

base::Result<Endpoint> parse_unix(std::string_view path) {
  if (path.empty() || path.size() >= sizeof(sockaddr_un::sun_path)) {
    return base::Error{fmt::format("'{}' is no path of a socket: 1 to {} bytes", path,
                                   sizeof(sockaddr_un::sun_path) - 1)};
  }
  return Endpoint{Endpoint::Family::unix_path, std::string(path), 0};
}

struct HostAndPort {
  std::string_view host;
  std::optional<std::string_view> port;
};

/// More than one colon without brackets is an IPv6 address without a port.
std::optional<HostAndPort> split(std::string_view text) {
  const auto colon = text.rfind(':');
  if (text.starts_with('[')) {
    const auto bracket = text.find(']');
    if (bracket == std::string_view::npos) return std::nullopt;
    const auto rest = text.substr(bracket + 1);
    if (!rest.empty() && !rest.starts_with(':')) return std::nullopt;
    const auto host = text.substr(1, bracket - 1);
    return rest.empty() ? HostAndPort{host, {}} : HostAndPort{host, rest.substr(1)};
  }
  if (colon == std::string_view::npos || text.find(':') != colon) return HostAndPort{text, {}};
  return HostAndPort{text.substr(0, colon), text.substr(colon + 1)};
}

/// Only IPv6 addresses have colons and brackets. `unix` is not a host, since `unix:` begins a path.
bool is_host(std::string_view host, bool bracketed) {
  if (!bracketed && host.find(':') == std::string_view::npos) {
    return !host.empty() && host != kUnixPrefix.substr(0, kUnixPrefix.size() - 1);
  }
  if (host.find_first_of(kNotInScope) != std::string_view::npos) return false;
  in6_addr address{};
  const std::string unscoped(host.substr(0, host.find('%')));
  return inet_pton(AF_INET6, unscoped.c_str(), &address) == 1;
}

Socket connect_to(const Address& address) {
  auto socket = open_socket(address.family(), SOCK_STREAM);
  if (socket.fd() < 0) return socket;
  tune(socket.fd(), address.family());
  if (::connect(socket.fd(), address.get(), address.length) == 0) return socket;
  return Socket{};
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with(kUnixPrefix)) return parse_unix(text.substr(kUnixPrefix.size()));
  const auto parts = split(text);
  if (!parts || !is_host(parts->host, text.starts_with('['))) {
    return base::Error{
        fmt::format("'{}' is no address: HOST:PORT, [IPV6]:PORT or unix:/path", text)};
  }
  Endpoint endpoint{Endpoint::Family::tcp, std::string(parts->host), kDefaultPort};
  if (parts->port) {
    const auto port = parse_port(*parts->port);
    if (!port) return base::Error{port.error()};
    endpoint.port = *port;
  }
  return endpoint;
}

std::string format_endpoint(const Endpoint& endpoint) {
  if (endpoint.family == Endpoint::Family::unix_path) return fmt::format("unix:{}", endpoint.host);
  const bool brackets = endpoint.host.find(':') != std::string::npos;
  return fmt::format("{}{}{}:{}", brackets ? "[" : "", endpoint.host, brackets ? "]" : "",
                     endpoint.port);
}

bool is_local(const Endpoint& endpoint) {
  in_addr four{};
  in6_addr six{};
  if (endpoint.family == Endpoint::Family::unix_path || endpoint.host == "localhost") return true;
  if (inet_pton(AF_INET, endpoint.host.c_str(), &four) == 1) {
    return (ntohl(four.s_addr) >> IN_CLASSA_NSHIFT) == IN_LOOPBACKNET;
  }
  return inet_pton(AF_INET6, endpoint.host.c_str(), &six) == 1 && IN6_IS_ADDR_LOOPBACK(&six);
}

Connection dial(const Endpoint& endpoint) {
  const auto refuse = [&endpoint](std::string_view reason) {
    return base::StartFailure(
        fmt::format("cannot connect to {}: {}", format_endpoint(endpoint), reason));
  };
  const auto addresses = resolve(endpoint, Purpose::connect);
  if (!addresses) throw refuse(addresses.error());
  for (const auto& address : *addresses) {
    auto socket = connect_to(address);
    if (socket.fd() >= 0) return {std::move(socket), describe(address)};
  }
  throw refuse(std::strerror(errno));
}

}  // namespace tertulia::reactor
