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

enum class Blocking { yes, no };
/// A new socket. No child process inherits it, and no write to it raises SIGPIPE where `send()` is
/// called with the system's flag for that or the program ignores the signal, as `Reactor` makes it.
/// Where the system refuses, `fd()` is -1 and errno says why.
Socket open_socket(int family, int type, Blocking blocking = Blocking::yes);

/// Who is at the other end of a connection.
struct Peer {
  std::string name;  ///< `127.0.0.1:4242`, `[::1]:4242`, or `unix:PATH` of the listener.
  /// What counts as one address: without the port; of IPv6 the /64 network, which one user has
  /// whole (RFC 6177).
  std::string host;
};

}  // namespace tertulia::reactor
