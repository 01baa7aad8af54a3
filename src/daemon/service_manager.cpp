#include "daemon/service_manager.h"

#include <array>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tertulia/base/failure.h"

namespace tertulia::daemon {
namespace {

constexpr std::array kVariables{
    std::pair{"NOTIFY_SOCKET", &ServiceEnvironment::notify_socket},
    std::pair{"WATCHDOG_USEC", &ServiceEnvironment::watchdog_usec},
    std::pair{"WATCHDOG_PID", &ServiceEnvironment::watchdog_pid},
    std::pair{"LISTEN_PID", &ServiceEnvironment::listen_pid},
    std::pair{"LISTEN_FDS", &ServiceEnvironment::listen_fds},
    std::pair{"LISTEN_FDNAMES", &ServiceEnvironment::listen_fdnames},
};
constexpr timeval kSendTimeout{1, 0};

bool is_own_pid(std::string_view text) { return text == std::to_string(::getpid()); }

/// Removes the first name from `names` and returns it.
std::string next_name(std::string_view& names) {
  const auto end = names.find(':');
  const auto name = names.substr(0, end);
  names.remove_prefix(end == std::string_view::npos ? names.size() : end + 1);
  return std::string(name);
}

/// Empty if `address` is not the address of a unix socket.
std::string parse_address(std::string address) {
  if (address.size() < 2 || address.size() >= sizeof(sockaddr_un::sun_path)) return {};
  if (address.front() == '@') address.front() = '\0';
  return address.front() == '\0' || address.front() == '/' ? address : std::string{};
}

base::Duration parse_watchdog_timeout(const ServiceEnvironment& environment) {
  if (!environment.watchdog_pid.empty() && !is_own_pid(environment.watchdog_pid)) return {};
  const auto microseconds = base::parse_count(environment.watchdog_usec);
  constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();
  if (!microseconds || *microseconds > kMax) return {};
  return base::Duration{static_cast<std::int64_t>(*microseconds / 1000)};
}

}  // namespace

ServiceEnvironment acquire_service_environment() {
  ServiceEnvironment environment;
  for (const auto& [name, member] : kVariables) {
    if (const auto* value = std::getenv(name)) environment.*member = value;
    ::unsetenv(name);
  }
  return environment;
}

std::vector<InheritedSocket> inherited_sockets(const ServiceEnvironment& environment, int first) {
  std::vector<InheritedSocket> sockets;
  if (!is_own_pid(environment.listen_pid)) return sockets;
  const auto count = base::parse_count(environment.listen_fds);
  if (!count) throw base::StartFailure("LISTEN_FDS: " + count.error());
  std::string_view names = environment.listen_fdnames;
  for (int fd = first; sockets.size() < *count; ++fd) {
    const int flags = ::fcntl(fd, F_GETFD);
    if (flags < 0 || ::fcntl(fd, F_SETFD, flags | FD_CLOEXEC) != 0) {
      throw base::StartFailure(fmt::format("LISTEN_FDS is {}, but descriptor {} is not open",
                                           environment.listen_fds, fd));
    }
    sockets.push_back({reactor::Socket(fd), next_name(names)});
  }
  return sockets;
}

ServiceManager::ServiceManager(const ServiceEnvironment& environment)
    : address_(parse_address(environment.notify_socket)) {
  if (!present()) return;
  socket_ = reactor::open_socket(AF_UNIX, SOCK_DGRAM);
  ::setsockopt(socket_.fd(), SOL_SOCKET, SO_SNDTIMEO, &kSendTimeout, sizeof kSendTimeout);
  watchdog_timeout_ = parse_watchdog_timeout(environment);
}

void ServiceManager::ready(std::string_view status) const {
  send(fmt::format("READY=1\nSTATUS={}", status), Urgency::state);
}

void ServiceManager::reloading(base::Instant now) const {
  const auto microseconds =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  send(fmt::format("RELOADING=1\nMONOTONIC_USEC={}", microseconds), Urgency::state);
}

void ServiceManager::stopping() const { send("STOPPING=1\nSTATUS=shutting down", Urgency::state); }

void ServiceManager::status(std::string_view text) const {
  send(fmt::format("STATUS={}", text), Urgency::droppable);
}

void ServiceManager::ping_watchdog() const { send("WATCHDOG=1", Urgency::droppable); }

void ServiceManager::send(std::string_view message, Urgency urgency) const {
  if (!present()) return;
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  address_.copy(name.sun_path, sizeof name.sun_path);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const int wait = urgency == Urgency::state ? 0 : MSG_DONTWAIT;
  ::sendto(socket_.fd(), message.data(), message.size(), wait,
           reinterpret_cast<const sockaddr*>(&name), length);
}

}  // namespace tertulia::daemon
