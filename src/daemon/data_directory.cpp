#include "daemon/data_directory.h"

#include <cerrno>
#include <cstring>

#include <fmt/core.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/private_file.h"

namespace tertulia::daemon {
namespace {

[[noreturn]] void fail(const std::string& path) {
  throw base::StartFailure(fmt::format("cannot use {}: {}", path, std::strerror(errno)));
}

}  // namespace

DataDirectory::DataDirectory(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0700;
  if (::mkdir(path.c_str(), kOwnerOnly) != 0 && errno != EEXIST) fail(path);
  const auto file = path + "/lock";
  lock_ = reactor::Socket(base::open_private_file(file));
  if (lock_.fd() < 0) fail(file);
  if (::flock(lock_.fd(), LOCK_EX | LOCK_NB) == 0) return;
  if (errno != EWOULDBLOCK) fail(file);
  throw base::StartFailure(fmt::format("another tertuliad uses {}", path));
}

}  // namespace tertulia::daemon
