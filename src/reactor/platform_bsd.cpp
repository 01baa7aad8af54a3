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

/// Written from the headers and manual pages of the BSDs; not compiled on any of them yet. None of
/// them reports how long a peer has been silent (FreeBSD's tcp_info has the fields, but leaves them
/// empty). Only FreeBSD 14 and later limit how long data may be unacknowledged. OpenBSD has no
/// keep-alive times for one socket and does not report whether a socket listens. Its IPv6 sockets
/// never accept IPv4 connections.
namespace tertulia::reactor::platform {
namespace {

[[maybe_unused]] void set_tcp(int fd, int option, std::int64_t value) {
  const auto number = static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX));
  ::setsockopt(fd, IPPROTO_TCP, option, &number, sizeof number);
}

}  // namespace

int create_socket(int family, int type, Blocking blocking) {
  return ::socket(family, type | SOCK_CLOEXEC | (blocking == Blocking::no ? SOCK_NONBLOCK : 0), 0);
}

ssize_t send_now(int fd, std::string_view bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void set_keep_alive([[maybe_unused]] int fd, [[maybe_unused]] const KeepAlive& times) {
#ifdef TCP_KEEPIDLE
  set_tcp(fd, TCP_KEEPIDLE, times.idle.count());
  set_tcp(fd, TCP_KEEPINTVL, times.interval.count());
  set_tcp(fd, TCP_KEEPCNT, times.probes);
#endif
}

bool accepted_inherit_options() {
#if defined(__FreeBSD__) || defined(__DragonFly__)
  return true;
#else
  return false;
#endif
}

bool is_listening(int fd) {
  int listens = 0;
  socklen_t size = sizeof listens;
  if (::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0) return listens != 0;
  return errno == ENOPROTOOPT;
}

void set_unacknowledged_limit([[maybe_unused]] int fd, [[maybe_unused]] base::Duration limit) {
#ifdef TCP_MAXUNACKTIME
  set_tcp(fd, TCP_MAXUNACKTIME, std::chrono::ceil<std::chrono::seconds>(limit).count());
#endif
}

bool unanswered_for(int /*fd*/, base::Duration /*time*/) { return false; }

void set_length(sockaddr_storage& address, socklen_t length) {
  address.ss_len = static_cast<decltype(address.ss_len)>(length);
}

void allow_any_descriptor(event_config& config) { event_config_avoid_method(&config, "kqueue"); }

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
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
    throw base::StartFailure(fmt::format("cannot open a pipe: {}", std::strerror(errno)));
  }
  return {Socket(ends[0]), Socket(ends[1])};
}

}  // namespace tertulia::reactor::platform
