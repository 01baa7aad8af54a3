#include "reactor/bind.h"

#include <cerrno>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/core.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/listener.h"

#include "reactor/address.h"
#include "reactor/listen_check.h"
#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

base::StartFailure refuse(const Endpoint& endpoint, std::string_view reason) {
  return base::StartFailure(
      fmt::format("cannot listen on {}: {}", format_endpoint(endpoint), reason));
}

std::vector<ListenTarget> targets_of(const std::vector<Endpoint>& endpoints) {
  std::vector<ListenTarget> targets;
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const auto addresses = resolve(endpoints[i], Purpose::listen);
    if (!addresses) throw refuse(endpoints[i], addresses.error());
    for (const auto& address : *addresses) targets.push_back({address, i});
  }
  return targets;
}

BoundSocket listen_on(const ListenTarget& target, const SocketPermissions& permissions) {
  const auto& address = target.address;
  auto socket = open_listening_socket(target);
  if (socket.fd() < 0) return {};
  if (const auto file = file_of(address); !file.empty()) {
    return listen_on_file(std::move(socket), address, file, permissions);
  }
  if (::bind(socket.fd(), address.get(), address.length) != 0) return {};
  if (::listen(socket.fd(), SOMAXCONN) != 0) return {};
  return {std::move(socket), {}};
}

/// What became of an endpoint's addresses so far.
struct Progress {
  bool served = false;
  int error = 0;
};

bool missing_family(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

/// A name may have an address that this machine does not have: another of its addresses is enough.
bool is_failed(const Progress& progress) {
  return progress.error != 0 && !(progress.served && missing_family(progress.error));
}

void record_error(Progress& progress, int error) {
  if (progress.error == 0 || missing_family(progress.error)) progress.error = error;
}

int type_of(int fd) {
  int type = -1;
  socklen_t length = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 ? type : -1;
}

/// `open_target` returns 0 or an error number. Throws `StartFailure`.
void open_all(const std::vector<Endpoint>& endpoints, const std::vector<ListenTarget>& open,
              const std::function<int(const ListenTarget&)>& open_target) {
  std::vector<Progress> progress(endpoints.size());
  for (const auto& target : plan_listening(targets_of(endpoints), open, ipv6_support())) {
    auto& own = progress[target.endpoint];
    const int error = target.needed ? open_target(target) : 0;
    if (error != 0) record_error(own, error);
    own.served = own.served || error == 0;
  }
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    if (is_failed(progress[i])) throw refuse(endpoints[i], std::strerror(progress[i].error));
  }
}

}  // namespace

Socket open_listening_socket(const ListenTarget& target) {
  const int family = target.address.family();
  const int on = 1;
  const int only_ipv6 = target.ipv4 == ListenTarget::Ipv4::included ? 0 : 1;
  auto socket = open_socket(family, SOCK_STREAM, Blocking::no);
  if (socket.fd() < 0) return socket;
  tune(socket.fd(), family);
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (family == AF_INET6) {
    setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &only_ipv6, sizeof only_ipv6);
  }
  return socket;
}

std::vector<BoundSocket> bind_all(const std::vector<Endpoint>& endpoints,
                                  const SocketPermissions& permissions,
                                  const std::vector<ListenTarget>& open) {
  std::vector<BoundSocket> sockets;
  open_all(endpoints, open, [&](const ListenTarget& target) {
    auto bound = listen_on(target, permissions);
    if (bound.socket.fd() < 0) return errno;
    sockets.push_back(std::move(bound));
    return 0;
  });
  return sockets;
}

void check_listen(const std::vector<Endpoint>& endpoints) { open_all(endpoints, {}, check_target); }

bool is_listening_stream(int fd) {
  const auto family = own_address(fd).family();
  return platform::is_listening(fd) && type_of(fd) == SOCK_STREAM &&
         (family == AF_INET || family == AF_INET6 || family == AF_UNIX);
}

}  // namespace tertulia::reactor
