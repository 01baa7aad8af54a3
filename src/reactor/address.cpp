#include "reactor/address.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>
#include <memory>

#include <fmt/core.h>
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

/// An abstract name begins with a zero byte. It is as long as the address says, without an end.
Address unix_address(const Endpoint& endpoint) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  endpoint.host.copy(name.sun_path, sizeof name.sun_path - 1);
  if (!is_abstract(endpoint)) return address_of(name);
  name.sun_path[0] = '\0';
  auto address = address_of(name);
  address.length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + endpoint.host.size());
  return address;
}

template <class Get>
Address ask(Get get, int fd) {
  Address address;
  address.length = sizeof address.storage;
  get(fd, address.get(), &address.length);
  return address;
}

/// Copies the address out, as its family's type.
template <typename Name>
Name name_of(const Address& address) {
  Name name{};
  std::memcpy(&name, &address.storage, sizeof name);
  return name;
}

std::string reason(int error) {
  return error == EAI_SYSTEM ? std::strerror(errno) : gai_strerror(error);
}

std::string host_of(const Address& address) {
  std::array<char, NI_MAXHOST> host{};
  getnameinfo(address.get(), address.length, host.data(), host.size(), nullptr, 0, NI_NUMERICHOST);
  return host.data();
}

std::string network_of(Address address) {
  if (address.family() != AF_INET6) return host_of(address);
  auto six = name_of<sockaddr_in6>(address);
  std::fill(std::begin(six.sin6_addr.s6_addr) + 8, std::end(six.sin6_addr.s6_addr), 0);
  std::memcpy(&address.storage, &six, sizeof six);
  return host_of(address) + "/64";
}

/// The list may name an address twice (a name that stands twice in /etc/hosts).
void add(std::vector<Address>& addresses, const addrinfo& info) {
  Address address;
  std::memcpy(&address.storage, info.ai_addr, info.ai_addrlen);
  address.length = info.ai_addrlen;
  if (std::ranges::find(addresses, address) == addresses.end()) addresses.push_back(address);
}

}  // namespace

bool Address::operator==(const Address& other) const {
  return length == other.length && std::memcmp(&storage, &other.storage, length) == 0;
}

std::string unix_path(const Address& address) {
  const auto name = name_of<sockaddr_un>(address);
  const auto length = std::min<std::size_t>(address.length, sizeof name);
  constexpr auto kBefore = offsetof(sockaddr_un, sun_path);
  std::string path(name.sun_path, length > kBefore ? length - kBefore : 0);
  if (path.size() > 1 && path.front() == '\0') path.front() = '@';
  return path.substr(0, path.find('\0'));
}

std::string file_of(const Address& address) {
  auto path = address.family() == AF_UNIX ? unix_path(address) : std::string{};
  return path.starts_with('@') ? std::string{} : path;
}

std::uint16_t port_of(const Address& address) {
  if (address.family() == AF_INET) return ntohs(name_of<sockaddr_in>(address).sin_port);
  if (address.family() == AF_INET6) return ntohs(name_of<sockaddr_in6>(address).sin6_port);
  return 0;
}

bool is_wildcard(const Address& address) {
  if (address.family() == AF_INET) {
    return name_of<sockaddr_in>(address).sin_addr.s_addr == htonl(INADDR_ANY);
  }
  const auto six = name_of<sockaddr_in6>(address);
  return address.family() == AF_INET6 && IN6_IS_ADDR_UNSPECIFIED(&six.sin6_addr);
}

Address ipv4_wildcard(std::uint16_t port) {
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(port);
  return address_of(four);
}

Address unmapped(const Address& address) {
  if (address.family() != AF_INET6) return address;
  const auto six = name_of<sockaddr_in6>(address);
  if (!IN6_IS_ADDR_V4MAPPED(&six.sin6_addr)) return address;
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = six.sin6_port;
  std::memcpy(&four.sin_addr, &six.sin6_addr.s6_addr[12], sizeof four.sin_addr);
  return address_of(four);
}

Address own_address(int fd) { return ask(::getsockname, fd); }

Address peer_address(int fd) { return ask(::getpeername, fd); }

base::Result<std::vector<Address>> resolve(const Endpoint& endpoint, Purpose purpose) {
  if (endpoint.family == Endpoint::Family::unix_path) return std::vector{unix_address(endpoint)};
  if (purpose == Purpose::listen && endpoint.host == "*") {
    return resolve({Endpoint::Family::tcp, "::", endpoint.port}, purpose);
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
    add(addresses, *info);
  }
  return addresses;
}

Peer describe(const Address& raw) {
  if (raw.family() == AF_UNIX) return {fmt::format("unix:{}", unix_path(raw)), "unix"};
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
