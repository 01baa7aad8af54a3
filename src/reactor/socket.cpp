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

/// `::1` is the only address of its network that is in use.
bool is_local(const Peer& peer) {
  return peer.host == "unix" || peer.host.starts_with("127.") || peer.host == "::/64";
}

}  // namespace tertulia::reactor
