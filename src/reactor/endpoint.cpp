#include "tertulia/reactor/endpoint.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "reactor/platform.h"

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
  Endpoint endpoint{Endpoint::Family::unix_path, std::string(path), 0};
  if (path.empty() || path == "@" || path.size() >= sizeof(sockaddr_un::sun_path) ||
      path.find('\0') != std::string_view::npos) {
    return base::Error{fmt::format("'{}' is no path of a socket: 1 to {} bytes", path,
                                   sizeof(sockaddr_un::sun_path) - 1)};
  }
  if (is_abstract(endpoint) && !platform::has_abstract_sockets()) {
    return base::Error{fmt::format("'unix:{}': only Linux has abstract sockets", path)};
  }
  return endpoint;
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

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

/// The system would take a number for an IPv4 address: 7799 for 0.0.30.119.
base::Error refuse_number(const HostAndPort& parts) {
  if (parts.port || !parse_port(parts.host)) {
    return {fmt::format("'{}' is a number, not a host", parts.host)};
  }
  return {fmt::format("'{0}' is a port without a host: write localhost:{0}", parts.host)};
}

}  // namespace

base::Result<Endpoint> parse_endpoint(std::string_view text, std::string_view missing_host) {
  if (text.starts_with(kUnixPrefix)) return parse_unix(text.substr(kUnixPrefix.size()));
  auto parts = split(text);
  if (parts && text.starts_with(':') && parts->host.empty()) parts->host = missing_host;
  if (!parts || !is_host(parts->host, text.starts_with('['))) {
    return base::Error{
        fmt::format("'{}' is no address: HOST:PORT, [IPV6]:PORT or unix:/path", text)};
  }
  if (is_number(parts->host)) return refuse_number(*parts);
  Endpoint endpoint{Endpoint::Family::tcp, std::string(parts->host), kDefaultPort};
  if (parts->port) {
    const auto port = parse_port(*parts->port);
    if (!port) return base::Error{port.error()};
    endpoint.port = *port;
  }
  return endpoint;
}

base::Result<Endpoint> parse_listen_endpoint(std::string_view text) {
  constexpr std::string_view kEveryAddress = "::";
  if (!is_number(text)) return parse_endpoint(text, kEveryAddress);
  return parse_endpoint(fmt::format(":{}", text), kEveryAddress);
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

bool is_abstract(const Endpoint& endpoint) {
  return endpoint.family == Endpoint::Family::unix_path && endpoint.host.starts_with('@');
}

}  // namespace tertulia::reactor
