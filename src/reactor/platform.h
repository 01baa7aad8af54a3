#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include <sys/socket.h>
#include <sys/types.h>

#include "tertulia/base/units.h"
#include "tertulia/reactor/socket.h"

struct event_config;

/// The functions of the reactor that differ from system to system. `platform_linux.cpp`,
/// `platform_macos.cpp` and `platform_bsd.cpp` (FreeBSD, NetBSD, OpenBSD, DragonFly) implement
/// them; meson chooses one file. Each file says what its system lacks. No other source of this
/// layer names a system.
namespace tertulia::reactor::platform {

/// Opens a socket that child processes do not inherit; see `open_socket()`.
int create_socket(int family, int type, Blocking blocking);

/// Sends as many bytes as the kernel accepts at once. It never blocks, and raises no SIGPIPE. The
/// result is that of send(2). On macOS an option of the socket prevents SIGPIPE, since older
/// versions have no flag for it: `create_socket()` sets it, and accepted sockets inherit it.
ssize_t send_now(int fd, std::string_view bytes);

/// When the kernel probes a silent peer, and after how many probes it ends the connection.
struct KeepAlive {
  std::chrono::seconds idle;
  std::chrono::seconds interval;
  int probes;
};
/// Sets these times for a TCP socket. OpenBSD has these times only for the whole system (sysctl
/// net.inet.tcp.keepidle). DragonFly counts seconds since version 5.8, and milliseconds before.
void set_keep_alive(int fd, const KeepAlive& times);

/// Whether accepted sockets inherit all options of their listening socket. On macOS, NetBSD and
/// OpenBSD they inherit only some, and not the times of `set_keep_alive()`.
bool accepted_inherit_options();

/// Whether the socket listens. macOS and OpenBSD do not report this: there the result is true for
/// every socket, and the error appears only when a connection cannot be accepted.
bool is_listening(int fd);

/// Makes the kernel end a TCP connection whose data has been unacknowledged for this time; zero:
/// the kernel's own limit, which is minutes. macOS and FreeBSD 14 round up to seconds. Other
/// systems cannot set it: there a vanished peer that has not acknowledged data is noticed later.
void set_unacknowledged_limit(int fd, base::Duration limit);

/// Whether sent TCP data is unacknowledged and the peer's machine has been silent for longer than
/// this time. Only Linux reports this. On other systems the result is always false: there a client
/// notices a vanished server only when the kernel ends the connection.
bool unanswered_for(int fd, base::Duration time);

/// Writes the length of an address into its length field, on systems that have one (macOS, the
/// BSDs). getnameinfo() on macOS rejects addresses without it.
void set_length(sockaddr_storage& address, socklen_t length);

/// Excludes the back ends that fail with regular files and /dev/null, which a client's input may
/// be. On Linux this is epoll. On the BSDs it is kqueue, which on some of them does not report the
/// end of a regular file; poll remains. On macOS it is kqueue, and poll, which is built on kqueue;
/// select remains, for at most 1,024 descriptors.
void allow_any_descriptor(event_config& config);

/// The user of the process at the other end of a unix socket; nothing if the system does not tell
/// it, or if the socket is of another kind. On Linux there is a user that stands for all who have
/// no number in this process's namespace: nothing for that one, too.
std::optional<uid_t> peer_user(int fd);

/// Whether unix sockets can have abstract names, which are no files. Only Linux has them.
bool has_abstract_sockets();

/// Lets this thread compete with the loop's as little as possible where both have one processor,
/// without starving it where other programs are busy. Linux has the policy SCHED_BATCH, and since
/// 6.12 the length of a thread's slices (sched_setattr(2)): a thread with shorter ones need not
/// wait for their end. A sandbox may refuse it. Other systems have neither: there a long job can
/// delay the loop by a slice.
void give_way_to_loop();

/// The two ends of a channel. Both are non-blocking, and child processes do not inherit them.
struct WakeupChannel {
  Socket reader;
  Socket writer;  ///< -1: `reader` is both ends.
};
/// Opens an eventfd on Linux (one descriptor), and a pipe elsewhere. Throws `StartFailure`.
WakeupChannel open_wakeup_channel();

}  // namespace tertulia::reactor::platform

namespace tertulia::reactor {

/// Wakes a loop from another thread. The loop watches `fd()` (FdWatch, readable). It calls
/// `drain()` before it checks for work of the other thread, so that no notification is lost.
class WakeupFd {
 public:
  /// Throws `StartFailure`.
  explicit WakeupFd(platform::WakeupChannel channel = platform::open_wakeup_channel());

  int fd() const { return channel_.reader.fd(); }
  /// Makes `fd()` readable until the next `drain()`. Any thread may call it; it never blocks. The
  /// object must outlive the call.
  void notify() const noexcept;
  /// Clears all notifications so far; does nothing if there is none. For the loop's thread only.
  void drain() const noexcept;

 private:
  platform::WakeupChannel channel_;
};

}  // namespace tertulia::reactor
