#include "tertulia/reactor/socket.h"

#include <cerrno>
#include <string_view>

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

std::optional<base::Network> network_of(const Peer& peer) {
  std::string_view address(peer.name);
  address = address.substr(0, address.rfind(':'));
  if (address.starts_with('[') && address.ends_with(']')) {
    address = address.substr(1, address.size() - 2);
  }
  return base::Network::parse(address);
}

bool is_from_root_or_self(const Socket& socket) {
  const auto user = platform::peer_user(socket.fd());
  return user && (*user == 0 || *user == ::geteuid());
}

/// The other addresses of the network of `::1` are not of this machine.
bool is_local(const Peer& peer) {
  return peer.host == "unix" || peer.host.starts_with("127.") || peer.name.starts_with("[::1]:");
}

}  // namespace tertulia::reactor
