#include "tertulia/base/private_file.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/core.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tertulia::base {
namespace {

/// A new file beside the one that it will replace. It is removed unless it is renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& path)
      : path_(path + ".XXXXXX"), fd_(::mkostemp(path_.data(), O_CLOEXEC)) {}
  ~TemporaryFile() {
    if (fd_ < 0) return;
    const int error = errno;
    ::close(fd_);
    if (!renamed_) ::unlink(path_.c_str());
    errno = error;
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;

  /// Each returns false on an error, and errno has the reason.
  bool opened() const { return fd_ >= 0; }
  bool write(std::string_view content) const {
    while (!content.empty()) {
      const auto written = ::write(fd_, content.data(), content.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return false;
      content.remove_prefix(static_cast<std::size_t>(written));
    }
    return ::fsync(fd_) == 0;
  }
  bool move_to(const std::string& path, Existing existing) {
    if (existing == Existing::keep)
      return ::link(path_.c_str(), path.c_str()) == 0 || errno == EEXIST;
    renamed_ = std::rename(path_.c_str(), path.c_str()) == 0;
    return renamed_;
  }

 private:
  std::string path_;
  int fd_;
  bool renamed_ = false;
};

std::string directory_of(const std::string& path) {
  const auto directory = std::filesystem::path(path).parent_path().string();
  return directory.empty() ? "." : directory;
}

void give_to_owner_of(const std::string& directory, int fd) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(directory.c_str(), &status) != 0) return;
  // If root may not do that, the file stays root's.
  [[maybe_unused]] const int done = ::fchown(fd, status.st_uid, status.st_gid);
}

}  // namespace

Result<std::monostate> write_private_file(const std::string& path, std::string_view content,
                                          Existing existing) {
  TemporaryFile file(path);
  if (!file.opened() || !file.write(content) || !file.move_to(path, existing)) {
    return Error{fmt::format("{}: {}", path, std::strerror(errno))};
  }
  sync_directory(directory_of(path));
  return std::monostate{};
}

int open_private_file(const std::string& path) {
  constexpr int kFlags = O_RDWR | O_CLOEXEC | O_NOFOLLOW;
  constexpr mode_t kOwnerOnly = 0600;
  const int fd = ::open(path.c_str(), kFlags | O_CREAT | O_EXCL, kOwnerOnly);
  if (fd < 0 && errno == EEXIST) return ::open(path.c_str(), kFlags);
  if (fd >= 0) give_to_owner_of(directory_of(path), fd);
  return fd;
}

void sync_directory(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

}  // namespace tertulia::base
