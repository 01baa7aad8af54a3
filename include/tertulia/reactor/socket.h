#pragma once

#include <string>
#include <utility>

namespace tertulia::reactor {

/// Owns a socket's descriptor, and closes it.
class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int fd() const { return fd_; }
  /// Gives up ownership.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

/// Who is at the other end of a connection.
struct Peer {
  std::string name;  ///< `127.0.0.1:4242`, `[::1]:4242`, or `unix:PATH` of the listener.
  /// What counts as one address: without the port; of IPv6 the /64 network, which one user has
  /// whole (RFC 6177).
  std::string host;
};

}  // namespace tertulia::reactor
