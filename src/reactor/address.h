#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "tertulia/base/result.h"
#include "tertulia/reactor/endpoint.h"

namespace tertulia::reactor {

/// A socket address of any family.
struct Address {
  sockaddr_storage storage{};
  socklen_t length = 0;

  int family() const { return storage.ss_family; }
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

enum class Purpose { listen, connect };
/// Every address of the endpoint; may wait for the name service.
base::Result<std::vector<Address>> resolve(const Endpoint& endpoint, Purpose purpose);

/// The address of a connection's other end, or of one's own socket: an IPv4 address that came in
/// through an IPv6 socket is shown as what it is.
Peer describe(const Address& raw);

/// What every socket of ours has: small writes go out at once, the kernel holds no more than
/// `kKernelBuffer` for a slow reader, and a peer that vanished without a word (its network is gone,
/// its machine is off) is noticed after `kVanishedAfter` of silence (RFC 9293, 3.8.4), or what a
/// stream's stall limit makes of it. An accepted socket inherits it, or
/// `Listener` sets it again.
inline constexpr int kKernelBuffer = 128 * 1024;
inline constexpr std::chrono::seconds kVanishedAfter{120};
void tune(int fd, int family);

}  // namespace tertulia::reactor
