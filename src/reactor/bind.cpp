#include "reactor/bind.h"

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/failure.h"

#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

/// A killed server leaves its file: no process listens on it.
void remove_stale_file(const Address& address, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const auto probe = open_socket(AF_UNIX, SOCK_STREAM, Blocking::no);
  if (::connect(probe.fd(), address.get(), address.length) != 0 && errno == ECONNREFUSED) {
    ::unlink(path.c_str());
  }
}

Socket bind_to(const Address& address) {
  const int on = 1;
  const int off = 0;
  auto socket = open_socket(address.family(), SOCK_STREAM, Blocking::no);
  if (socket.fd() < 0) return socket;
  tune(socket.fd(), address.family());
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (address.family() == AF_INET6) {
    setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
  }
  if (::bind(socket.fd(), address.get(), address.length) != 0) return Socket{};
  if (::listen(socket.fd(), SOMAXCONN) != 0) return Socket{};
  return socket;
}

bool missing_family(int error) { return error == EAFNOSUPPORT || error == EADDRNOTAVAIL; }

std::vector<Socket> bind_each(const std::vector<Address>& addresses, int& error) {
  std::vector<Socket> sockets;
  error = 0;
  for (const auto& address : addresses) {
    auto socket = bind_to(address);
    if (socket.fd() >= 0) {
      sockets.push_back(std::move(socket));
    } else if (error == 0 || missing_family(error)) {
      error = errno;
    }
  }
  if (!sockets.empty() && missing_family(error)) error = 0;
  return sockets;
}

int type_of(int fd) {
  int type = -1;
  socklen_t length = sizeof type;
  return ::getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &length) == 0 ? type : -1;
}

}  // namespace

std::vector<Socket> bind_all(const Endpoint& endpoint) {
  const auto refuse = [&endpoint](std::string_view reason) {
    return base::StartFailure(
        fmt::format("cannot listen on {}: {}", format_endpoint(endpoint), reason));
  };
  const auto addresses = resolve(endpoint, Purpose::listen);
  if (!addresses) throw refuse(addresses.error());
  const auto file = file_of(endpoint);
  if (!file.empty()) remove_stale_file(addresses->front(), file);
  int error = 0;
  auto sockets = bind_each(*addresses, error);
  if (error == EAFNOSUPPORT && endpoint.host == "::") {
    return bind_all({Endpoint::Family::tcp, "0.0.0.0", endpoint.port});
  }
  if (error != 0) throw refuse(std::strerror(error));
  return sockets;
}

std::string file_of(const Endpoint& endpoint) {
  return endpoint.family == Endpoint::Family::unix_path ? endpoint.host : std::string{};
}

bool is_listening_stream(int fd) {
  const auto family = own_address(fd).family();
  return platform::is_listening(fd) && type_of(fd) == SOCK_STREAM &&
         (family == AF_INET || family == AF_INET6 || family == AF_UNIX);
}

}  // namespace tertulia::reactor
