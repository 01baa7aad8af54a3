#include "tertulia/reactor/socket.h"

#include <unistd.h>

namespace tertulia::reactor {

Socket& Socket::operator=(Socket&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Socket::~Socket() {
  if (fd_ >= 0) ::close(fd_);
}

}  // namespace tertulia::reactor
