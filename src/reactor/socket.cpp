#include "tertulia/reactor/socket.h"

#include <cerrno>

#include <unistd.h>

#include "reactor/platform.h"

namespace tertulia::reactor {

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  const int error = errno;
  if (fd_ >= 0) ::close(fd_);
  errno = error;
}

Socket open_socket(int family, int type, Blocking blocking) {
  return Socket(platform::create_socket(family, type, blocking));
}

/// The other addresses of the network of `::1` are not of this machine.
bool is_local(const Peer& peer) {
  return peer.host == "unix" || peer.host.starts_with("127.") || peer.name.starts_with("[::1]:");
}

}  // namespace tertulia::reactor
