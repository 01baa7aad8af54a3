#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>

#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/reactor/listener.h"

#include "reactor/address.h"
#include "reactor/bind.h"

namespace tertulia::reactor {
namespace {

using Checked = base::Result<std::monostate>;

/// 0 or an error number. A port in use is no mistake: perhaps the running server has it.
int try_to_bind(const Address& address) {
  const int on = 1;
  const auto socket = open_socket(address.family(), SOCK_STREAM, Blocking::no);
  if (socket.fd() < 0) return errno;
  ::setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.fd(), address.get(), address.length) == 0) return 0;
  return errno == EADDRINUSE ? 0 : errno;
}

/// One address without its family on this system is no mistake where another one can be used.
int try_each(const std::vector<Address>& addresses) {
  int missing = 0;
  bool usable = false;
  for (const auto& address : addresses) {
    const int error = try_to_bind(address);
    usable = usable || error == 0;
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL) {
      missing = error;
    } else if (error != 0) {
      return error;
    }
  }
  return usable ? 0 : missing;
}

/// Binding to a path would make a file. An abstract name has no file.
std::string check_path(const std::string& path) {
  if (path.starts_with('@')) return {};
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return "a file that is no socket has this name";
  } else if (errno != ENOENT) {
    return std::strerror(errno);
  }
  const auto directory = std::filesystem::path(path).parent_path();
  const auto* name = directory.empty() ? "." : directory.c_str();
  return ::access(name, W_OK | X_OK) == 0 ? std::string{} : std::strerror(errno);
}

std::string check_tcp(const Endpoint& endpoint) {
  const auto addresses = resolve(endpoint, Purpose::listen);
  if (!addresses) return addresses.error();
  const int error = try_each(*addresses);
  if (error == EAFNOSUPPORT && endpoint.host == "::") {
    return check_tcp({Endpoint::Family::tcp, "0.0.0.0", endpoint.port});
  }
  return error == 0 ? std::string{} : std::strerror(error);
}

}  // namespace

Checked check_listen(const Endpoint& endpoint) {
  const auto path = file_of(endpoint);
  const auto mistake = path.empty() ? check_tcp(endpoint) : check_path(path);
  if (mistake.empty()) return std::monostate{};
  return base::Error{fmt::format("cannot listen on {}: {}", format_endpoint(endpoint), mistake)};
}

}  // namespace tertulia::reactor
