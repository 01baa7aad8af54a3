#include "reactor/listen_check.h"

#include <cerrno>
#include <filesystem>
#include <string>

#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reactor/bind.h"

namespace tertulia::reactor {
namespace {

/// The service manager makes directories there when it starts a service, and for that service's
/// user.
bool is_made_at_start(const std::filesystem::path& directory) {
  const auto text = directory.string();
  return text.starts_with("/run/") || text.starts_with("/var/run/");
}

int check_directory(const std::filesystem::path& directory) {
  if (is_made_at_start(directory)) return 0;
  const auto* name = directory.empty() ? "." : directory.c_str();
  return ::access(name, W_OK | X_OK) == 0 ? 0 : errno;
}

/// Binding to a path would make a file.
int check_path(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) {
    if (!S_ISSOCK(status.st_mode)) return EEXIST;
  } else if (errno != ENOENT && errno != EACCES) {
    return errno;
  }
  return check_directory(std::filesystem::path(path).parent_path());
}

/// A port in use is no mistake: perhaps the running server has it.
int try_to_bind(const ListenTarget& target) {
  const auto socket = open_listening_socket(target);
  if (socket.fd() < 0) return errno;
  const auto& address = target.address;
  if (::bind(socket.fd(), address.get(), address.length) == 0) return 0;
  return errno == EADDRINUSE ? 0 : errno;
}

}  // namespace

int check_target(const ListenTarget& target) {
  const auto file = file_of(target.address);
  return file.empty() ? try_to_bind(target) : check_path(file);
}

}  // namespace tertulia::reactor
