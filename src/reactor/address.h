#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "tertulia/base/result.h"
#include "tertulia/reactor/endpoint.h"
#include "tertulia/reactor/socket.h"

namespace tertulia::reactor {

/// A socket address of any family.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }

  /// Whether host and port, or the path, are the same.
  bool operator==(const Address& other) const;
};

/// The path of a unix socket, or `@` and its abstract name.
std::string unix_path(const Address& address);
/// The path of a unix socket with a file; empty for TCP, and for an abstract name.
std::string file_of(const Address& address);
/// 0 for a unix socket.
std::uint16_t port_of(const Address& address);
/// Whether it means every address of its family: `0.0.0.0` or `::`.
bool is_wildcard(const Address& address);
/// `0.0.0.0` with this port.
Address ipv4_wildcard(std::uint16_t port);
/// Turns an IPv4 address that is mapped to IPv6 (`::ffff:192.0.2.1`) into an IPv4 address.
Address unmapped(const Address& address);

/// The socket's own address, and the address of its peer.
Address own_address(int fd);
Address peer_address(int fd);

enum class Purpose { listen, connect };
/// Every address of the endpoint, once. To listen, `*` means the same as `::`. May block while it
/// asks the name service.
base::Result<std::vector<Address>> resolve(const Endpoint& endpoint, Purpose purpose);

/// Describes the address of a peer, or of a socket of this process. An IPv4 address of an IPv6
/// socket (`::ffff:192.0.2.1`) is shown as an IPv4 address.
Peer describe(const Address& raw);

/// Sets the options that every socket of this program has. Small writes are sent at once. The
/// kernel buffers at most `kKernelBuffer` bytes for a slow reader. The kernel ends a connection
/// whose peer has been silent for `kKeepAliveTimeout`, because its network is down or its machine
/// is off (RFC 9293, 3.8.4); a stream's stall limit changes this time. An accepted socket
/// inherits the options, or `Listener` sets them again.
inline constexpr int kKernelBuffer = 128 * 1024;
inline constexpr std::chrono::seconds kKeepAliveTimeout{120};
void tune(int fd, int family);

}  // namespace tertulia::reactor
