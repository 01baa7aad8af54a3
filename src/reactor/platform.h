#pragma once

#include <chrono>
#include <string_view>

#include <sys/socket.h>
#include <sys/types.h>

#include "tertulia/base/units.h"
#include "tertulia/reactor/socket.h"

struct event_config;

/// What the reactor needs and what differs from system to system. `platform_linux.cpp`,
/// `platform_macos.cpp` and `platform_bsd.cpp` (FreeBSD, NetBSD, OpenBSD, DragonFly) implement it;
/// meson chooses one. Each file says what its system lacks. No other source of this layer names a
/// system.
namespace tertulia::reactor::platform {

/// A new socket, closed in child processes; see `open_socket()`.
int create_socket(int family, int type, Blocking blocking);

/// Sends what the kernel takes at once; never waits, and raises no SIGPIPE. The result is that of
/// send(2). macOS: SIGPIPE is an option of the socket, which `create_socket()` sets and accepted
/// sockets inherit; older versions have no flag for it.
ssize_t send_now(int fd, std::string_view bytes);

/// When the kernel asks a silent peer whether it is still there, and when it stops asking.
struct KeepAlive {
  std::chrono::seconds idle;
  std::chrono::seconds interval;
  int probes;
};
/// Sets it for a TCP socket. OpenBSD has these times only for the whole system (sysctl
/// net.inet.tcp.keepidle). DragonFly counts seconds since version 5.8, and milliseconds before.
void set_keep_alive(int fd, const KeepAlive& times);

/// Whether accepted sockets have all options of their listening socket. On macOS, NetBSD and
/// OpenBSD they have some only, and lack the times of `set_keep_alive()`.
bool accepted_inherit_options();

/// Whether the socket listens. macOS and OpenBSD do not tell: there the answer is yes for every
/// socket, and a wrong answer shows only when a connection cannot be accepted.
bool is_listening(int fd);

/// Makes the kernel end a TCP connection whose data is unacknowledged for so long; zero: the
/// kernel's own limit, which is minutes. macOS and FreeBSD 14 round up to seconds. On other
/// systems nothing is set: a vanished peer that owes an acknowledgement is noticed later.
void set_unacknowledged_limit(int fd, base::Duration limit);

/// Whether sent TCP data is unacknowledged and the peer's machine has been silent for so long.
/// Only Linux tells. On other systems the answer is always no: then a client notices a vanished
/// server only when the kernel ends the connection.
bool unanswered_for(int fd, base::Duration time);

/// Writes an address's own length into it, where socket addresses have such a field (macOS, the
/// BSDs). macOS's getnameinfo() refuses addresses without it.
void set_length(sockaddr_storage& address, socklen_t length);

/// Excludes the back ends that fail with regular files and /dev/null, which a client's input may
/// be. Linux: epoll. The BSDs: kqueue, which on some of them does not report the end of a regular
/// file; poll is used. macOS: kqueue, and poll, which is built on it; select is used, for 1,024
/// descriptors at most.
void allow_any_descriptor(event_config& config);

/// Two ends of one channel. Both are non-blocking and closed in child processes.
struct WakeupChannel {
  Socket reader;
  Socket writer;  ///< -1: the reader is written to, too.
};
/// Linux: an eventfd, one descriptor. Elsewhere a pipe. Throws `StartFailure`.
WakeupChannel open_wakeup_channel();

}  // namespace tertulia::reactor::platform

namespace tertulia::reactor {

/// Wakes a loop from another thread. The loop watches `fd()` (FdWatch, readable), and calls
/// `drain()` before it looks for what the other thread has left.
class WakeupFd {
 public:
  /// Throws `StartFailure`.
  explicit WakeupFd(platform::WakeupChannel channel = platform::open_wakeup_channel());

  int fd() const { return channel_.reader.fd(); }
  /// Makes `fd()` readable until the next `drain()`. Any thread may call it; it never waits. The
  /// object must outlive the call.
  void notify() const noexcept;
  /// Takes back all notifications so far; without one it does nothing. For the loop's thread.
  void drain() const noexcept;

 private:
  platform::WakeupChannel channel_;
};

}  // namespace tertulia::reactor
