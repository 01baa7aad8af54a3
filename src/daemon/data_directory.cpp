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

/// Nothing if another process has it.
std::optional<reactor::Socket> lock(const std::string& path) {
  const auto file = path + "/lock";
  reactor::Socket locked(base::open_private_file(file));
  if (locked.fd() < 0) fail(file);
  if (::flock(locked.fd(), LOCK_EX | LOCK_NB) == 0) return locked;
  if (errno != EWOULDBLOCK) fail(file);
  return std::nullopt;
}

}  // namespace

DataDirectory::DataDirectory(const std::string& path) {
  constexpr mode_t kOwnerOnly = 0700;
  if (::mkdir(path.c_str(), kOwnerOnly) != 0 && errno != EEXIST) fail(path);
  auto locked = lock(path);
  if (!locked) throw base::StartFailure(fmt::format("another tertuliad uses {}", path));
  lock_ = *std::move(locked);
}

std::optional<DataDirectory> DataDirectory::lock_if_free(const std::string& path) {
  auto locked = lock(path);
  if (!locked) return std::nullopt;
  return DataDirectory(*std::move(locked));
}

}  // namespace tertulia::daemon
