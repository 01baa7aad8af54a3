#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <utility>

#include <event2/event.h>
#include <fmt/core.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tertulia/base/failure.h"

#include "reactor/platform.h"

/// Linux has everything that platform.h needs.
namespace tertulia::reactor::platform {
namespace {

void set_tcp(int fd, int option, std::int64_t value) {
  const auto number = static_cast<int>(std::clamp<std::int64_t>(value, 0, INT_MAX));
  ::setsockopt(fd, IPPROTO_TCP, option, &number, sizeof number);
}

/// `struct sched_attr` of the kernel, without its later fields. glibc declares it since 2.41.
struct SchedulingAttributes {
  std::uint32_t size = sizeof(SchedulingAttributes);
  std::uint32_t policy = 0;
  std::uint64_t flags = 0;
  std::int32_t nice = 0;
  std::uint32_t priority = 0;
  std::uint64_t runtime = 0;  // of a slice, in ns
  std::uint64_t deadline = 0;
  std::uint64_t period = 0;
};
constexpr std::uint64_t kLongSlice = 20'000'000;
/// See user_namespaces(7). A sandbox may hide the file.
uid_t overflow_user() {
  uid_t user = 65534;
  std::ifstream("/proc/sys/kernel/overflowuid") >> user;
  return user;
}

}  // namespace

int create_socket(int family, int type, Blocking blocking) {
  return ::socket(family, type | SOCK_CLOEXEC | (blocking == Blocking::no ? SOCK_NONBLOCK : 0), 0);
}

ssize_t send_now(int fd, std::string_view bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
}

void set_keep_alive(int fd, const KeepAlive& times) {
  set_tcp(fd, TCP_KEEPIDLE, times.idle.count());
  set_tcp(fd, TCP_KEEPINTVL, times.interval.count());
  set_tcp(fd, TCP_KEEPCNT, times.probes);
}

bool accepted_inherit_options() { return true; }

bool is_listening(int fd) {
  int listens = 0;
  socklen_t size = sizeof listens;
  return ::getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 && listens != 0;
}

/// RFC 5482.
void set_unacknowledged_limit(int fd, base::Duration limit) {
  set_tcp(fd, TCP_USER_TIMEOUT, limit.count());
}

bool unanswered_for(int fd, base::Duration time) {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (::getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return false;
  return info.tcpi_unacked > 0 && base::Duration{info.tcpi_last_ack_recv} > time;
}

void set_length(sockaddr_storage& /*address*/, socklen_t /*length*/) {}

void allow_any_descriptor(event_config& config) {
  event_config_require_features(&config, EV_FEATURE_FDS);
}

std::optional<uid_t> peer_user(int fd) {
  static const auto overflow = overflow_user();
  ucred peer{};
  socklen_t size = sizeof peer;
  if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
  // A socket of TCP has the user -1.
  if (peer.uid == static_cast<uid_t>(-1) || peer.uid == overflow) return std::nullopt;
  return peer.uid;
}

bool has_abstract_sockets() { return true; }

void give_way_to_loop() {
  SchedulingAttributes wanted;
  wanted.policy = SCHED_BATCH;
  wanted.nice = ::getpriority(PRIO_PROCESS, 0);
  wanted.runtime = kLongSlice;
  ::syscall(SYS_sched_setattr, 0, &wanted, 0);
}

WakeupChannel open_wakeup_channel() {
  Socket both(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (both.fd() < 0) {
    throw base::StartFailure(fmt::format("cannot open an eventfd: {}", std::strerror(errno)));
  }
  return {std::move(both), Socket()};
}

}  // namespace tertulia::reactor::platform
