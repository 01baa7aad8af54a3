#include "reactor/address.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/un.h>

#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

template <typename Name>
Address address_of(const Name& name) {
  Address address;
  std::memcpy(&address.storage, &name, sizeof name);
  address.length = sizeof name;
  platform::set_length(address.storage, address.length);
  return address;
}

Address unix_address(const std::string& path) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, sizeof name.sun_path - 1);
  return address_of(name);
}

std::string reason(int error) {
  return error == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(error);
}

/// Turns `::ffff:192.0.2.1` into `192.0.2.1`.
Address unmapped(const Address& address) {
  sockaddr_in6 six{};
  if (address.family() != AF_INET6) return address;
  std::memcpy(&six, &address.storage, sizeof six);
  if (!IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) return address;
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = six.sin6_port;
  std::memcpy(&four.sin_addr, &six.sin6_addr.s6_addr[12], sizeof four.sin_addr);
  return address_of(four);
}

/// An abstract name has no file. It begins with a zero byte, which is shown as `@`.
Peer describe_unix(const Address& address) {
  sockaddr_un name{};
  const auto length = std::min<std::size_t>(address.length, sizeof name);
  std::memcpy(&name, &address.storage, length);
  constexpr auto kBefore = offsetof(sockaddr_un, sun_path);
  std::string path(name.sun_path, length > kBefore ? length - kBefore : 0);
  if (path.size() > 1 && path.front() == '\0') path.front() = '@';
  return {fmt::format("unix:{}", path.c_str()), "unix"};
}

std::string host_of(const Address& address) {
  std::array<char, NI_MAXHOST> host{};
  getnameinfo(address.get(), address.length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return host.data();
}

std::string network_of(Address address) {
  if (address.family() != AF_INET6) return host_of(address);
  sockaddr_in6 six{};
  std::memcpy(&six, &address.storage, sizeof six);
  std::fill(std::begin(six.sin6_addr.s6_addr) + 8, std::end(six.sin6_addr.s6_addr), 0);
  std::memcpy(&address.storage, &six, sizeof six);
  return host_of(address) + "/64";
}

}  // namespace

base::Result<std::vector<Address>> resolve(const Endpoint& endpoint, Purpose purpose) {
  if (endpoint.family == Endpoint::Family::unix_path) {
    return std::vector{unix_address(endpoint.host)};
  }
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV | (purpose == Purpose::listen ? AI_PASSIVE : 0);
  addrinfo* found = nullptr;
  const auto port = std::to_string(endpoint.port);
  if (const int error = getaddrinfo(endpoint.host.c_str(), port.c_str(), &hints, &found)) {
    // RFC 6761, 6.3: this name means loopback even if the system cannot resolve it.
    if (endpoint.host == "localhost") {
      return resolve({Endpoint::Family::tcp, "127.0.0.1", endpoint.port}, purpose);
    }
    return base::Error{reason(error)};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  std::vector<Address> addresses;
  for (const auto* info = found; info != nullptr; info = info->ai_next) {
    auto& address = addresses.emplace_back();
    std::memcpy(&address.storage, info->ai_addr, info->ai_addrlen);
    address.length = info->ai_addrlen;
  }
  return addresses;
}

Peer describe(const Address& raw) {
  if (raw.family() == AF_UNIX) return describe_unix(raw);
  const auto address = unmapped(raw);
  std::array<char, NI_MAXSERV> port{};
  getnameinfo(address.get(), address.length, nullptr, 0, port.data(), port.size(), NI_NUMERICSERV);
  const bool six = address.family() == AF_INET6;
  return {fmt::format("{}{}{}:{}", six ? "[" : "", host_of(address), six ? "]" : "", port.data()),
          network_of(address)};
}

void tune(int fd, int family) {
  const auto set = [fd](int level, int option, int value) {
    setsockopt(fd, level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_SNDBUF, kKernelBuffer);
  if (family == AF_UNIX) return;
  constexpr int kProbes = 3;
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_OOBINLINE, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  platform::set_keep_alive(fd, {kKeepAliveTimeout / 2, kKeepAliveTimeout / 2 / kProbes, kProbes});
}

}  // namespace tertulia::reactor
