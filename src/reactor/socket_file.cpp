#include "reactor/socket_file.h"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tertulia::reactor {
namespace {

/// Without it, two servers could find the same stale file: the slower one would remove the file
/// that the faster one has just created, and both would run.
///
/// The lock is a file beside the socket's file. It exists only while a process holds it. A process
/// that was killed meanwhile leaves the file, but no lock.
class PathLock {
 public:
  explicit PathLock(const std::string& path) : path_(path + ".lock") {
    while (!held() && try_lock()) {
    }
  }
  ~PathLock() {
    const int error = errno;
    if (held()) ::unlink(path_.c_str());
    errno = error;
  }
  PathLock(const PathLock&) = delete;
  PathLock& operator=(const PathLock&) = delete;

  /// If not, errno has the reason: EADDRINUSE if another process holds it.
  bool held() const { return held_; }

 private:
  /// False if there is no hope. The former holder may remove the file before we lock it: then the
  /// lock is worth nothing, and the next attempt makes a new file.
  bool try_lock() {
    Socket file(::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (file.fd() < 0) return false;
    if (::flock(file.fd(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) errno = EADDRINUSE;
      return false;
    }
    struct stat locked {};
    struct stat present {};
    held_ = ::fstat(file.fd(), &locked) == 0 && ::lstat(path_.c_str(), &present) == 0 &&
            locked.st_dev == present.st_dev && locked.st_ino == present.st_ino;
    if (held_) file_ = std::move(file);
    return true;
  }

  std::string path_;
  bool held_ = false;
  Socket file_;
};

/// While it lives, new files have at most this mode. The socket's file has its mode from the
/// beginning, and chmod() cannot be led to another file.
class CreationMode {
 public:
  explicit CreationMode(const std::optional<mode_t>& mode) : changed_(mode.has_value()) {
    constexpr mode_t kAll = 0777;
    if (changed_) former_ = ::umask(static_cast<mode_t>(kAll & ~*mode));
  }
  ~CreationMode() {
    if (changed_) ::umask(former_);
  }
  CreationMode(const CreationMode&) = delete;
  CreationMode& operator=(const CreationMode&) = delete;

 private:
  bool changed_;
  mode_t former_ = 0;
};

/// A killed server leaves its file: no process listens on it.
void remove_stale_file(const Address& address, const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode)) return;
  const auto probe = open_socket(AF_UNIX, SOCK_STREAM, Blocking::no);
  if (::connect(probe.fd(), address.get(), address.length) != 0 && errno == ECONNREFUSED) {
    ::unlink(path.c_str());
  }
}

bool create_file(int fd, const Address& address, const SocketPermissions& permissions) {
  const CreationMode mode(permissions.mode);
  return ::bind(fd, address.get(), address.length) == 0;
}

/// Nobody can connect before the socket listens, so nobody connects with other permissions.
bool set_group(const std::string& path, const SocketPermissions& permissions) {
  constexpr auto kSameOwner = static_cast<uid_t>(-1);
  return !permissions.group || ::lchown(path.c_str(), kSameOwner, *permissions.group) == 0;
}

}  // namespace

SocketFile::SocketFile(std::string path) : path_(std::move(path)) {
  struct stat status {};
  if (::lstat(path_.c_str(), &status) != 0) path_.clear();
  device_ = status.st_dev;
  inode_ = status.st_ino;
}

SocketFile::SocketFile(SocketFile&& other) noexcept
    : path_(std::exchange(other.path_, {})), device_(other.device_), inode_(other.inode_) {}

SocketFile& SocketFile::operator=(SocketFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(device_, other.device_);
  std::swap(inode_, other.inode_);
  return *this;
}

/// Without the lock another server starts at this path right now. The file that we leave then is
/// stale, and the next server replaces it.
SocketFile::~SocketFile() {
  if (path_.empty()) return;
  const PathLock lock(path_);
  struct stat status {};
  if (!lock.held() || ::lstat(path_.c_str(), &status) != 0) return;
  if (status.st_dev == device_ && status.st_ino == inode_) ::unlink(path_.c_str());
}

BoundSocket listen_on_file(Socket socket, const Address& address, const std::string& path,
                           const SocketPermissions& permissions) {
  const PathLock lock(path);
  if (!lock.held()) return {};
  remove_stale_file(address, path);
  if (!create_file(socket.fd(), address, permissions)) return {};
  if (!set_group(path, permissions) || ::listen(socket.fd(), SOMAXCONN) != 0) {
    const int error = errno;
    ::unlink(path.c_str());
    errno = error;
    return {};
  }
  return {std::move(socket), SocketFile(path)};
}

}  // namespace tertulia::reactor
