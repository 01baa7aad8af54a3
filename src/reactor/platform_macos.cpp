#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

#include <event2/event.h>
#include <fcntl.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>

#include "tertulia/base/failure.h"

#include "reactor/platform.h"

/// macOS opens sockets and pipes without flags. If another thread starts a child process before the
/// flags are set, the child inherits them; this program starts no child process. macOS does not
/// report how long a peer has been silent, nor whether a socket listens.
namespace tertulia::reactor::platform {
namespace {

void set_tcp(int fd, int option, std::int64_t value) {
  const auto number = static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX));
  ::setsockopt(fd, IPPROTO_TCP, option, &number, sizeof number);
}

void set_close_on_exec(int fd) { ::fcntl(fd, F_SETFD, FD_CLOEXEC); }

void set_non_blocking(int fd) { ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK); }

}  // namespace

int create_socket(int family, int type, Blocking blocking) {
  const int fd = ::socket(family, type, 0);
  if (fd < 0) return fd;
  const int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on);
  set_close_on_exec(fd);
  if (blocking == Blocking::no) set_non_blocking(fd);
  return fd;
}

ssize_t send_now(int fd, std::string_view bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT);
}

void set_keep_alive(int fd, const KeepAlive& times) {
  set_tcp(fd, TCP_KEEPALIVE, times.idle.count());
  set_tcp(fd, TCP_KEEPINTVL, times.interval.count());
  set_tcp(fd, TCP_KEEPCNT, times.probes);
}

bool accepted_inherit_options() { return false; }

bool is_listening(int fd) {
  int listens = 0;
  socklen_t size = sizeof listens;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0) return listens != 0;
  return errno == ENOPROTOOPT;
}

/// macOS has two limits, in seconds: for retransmitted data, and for a closed receive window.
void set_unacknowledged_limit(int fd, base::Duration limit) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(limit).count();
  set_tcp(fd, TCP_RXT_CONNDROPTIME, seconds);
  set_tcp(fd, PERSIST_TIMEOUT, seconds);
}

bool unanswered_for(int /*fd*/, base::Duration /*time*/) { return false; }

void set_length(sockaddr_storage& address, socklen_t length) {
  address.ss_len = static_cast<decltype(address.ss_len)>(length);
}

void allow_any_descriptor(event_config& config) {
  event_config_avoid_method(&config, "kqueue");
  event_config_avoid_method(&config, "poll");
}

std::optional<uid_t> peer_user(int fd) {
  uid_t user = 0;
  gid_t group = 0;
  if (::getpeereid(fd, &user, &group) != 0) return std::nullopt;
  return user;
}

bool has_abstract_sockets() { return false; }

void give_way_to_loop() {}

WakeupChannel open_wakeup_channel() {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) {
    throw base::StartFailure(fmt::format("cannot open a pipe: {}", std::strerror(errno)));
  }
  for (const int fd : ends) {
    set_close_on_exec(fd);
    set_non_blocking(fd);
  }
  return {Socket(ends[0]), Socket(ends[1])};
}

}  // namespace tertulia::reactor::platform
