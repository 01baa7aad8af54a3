#pragma once

#include <optional>
#include <string>
#include <utility>

#include "tertulia/base/network.h"

namespace tertulia::reactor {

/// Owns the descriptor of a socket, and closes it. -1: no socket.
class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket();

  int fd() const { return fd_; }
  /// Gives up ownership, and returns the descriptor.
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

enum class Blocking { yes, no };
/// Opens a socket. Child processes do not inherit it. `send()` on it raises no SIGPIPE if the
/// caller passes the system's flag for that, or if the process ignores the signal, as it does with
/// a `Reactor`. On an error `fd()` is -1, and errno has the reason.
Socket open_socket(int family, int type, Blocking blocking = Blocking::yes);

/// The other end of a connection.
struct Peer {
  std::string name;  ///< `127.0.0.1:4242`, `[::1]:4242`, or `unix:PATH`, the listener's path.
  /// What the limits for one address count by: the address without its port. Of an IPv6 address it
  /// is the /64 network, since one user has a whole one (RFC 6177). `unix` for a unix socket.
  std::string host;
};

/// Whether the other end is a process of root, or of the user of this process, on a unix socket.
/// The user that stands for those who have no number here (Linux: the overflow uid) counts as
/// neither. That is the process that has connected, or has made a pair of sockets.
bool is_from_root_or_self(const Socket& socket);

/// The peer's address, from its name; nothing for a unix socket.
std::optional<base::Network> network_of(const Peer& peer);

/// Whether the peer is on this machine: it has used a unix socket or a loopback address.
bool is_local(const Peer& peer);

}  // namespace tertulia::reactor
