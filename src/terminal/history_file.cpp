#include "terminal/history_file.h"

#include <algorithm>
#include <cstring>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/private_file.h"
#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

using Lines = std::vector<std::string>;

/// The file while this process has its lock. Each function returns false on an error; `errno` then
/// has the reason.
class LockedFile {
 public:
  explicit LockedFile(const std::string& path) : fd_(base::open_private_file(path)) {}
  ~LockedFile() {
    if (fd_ >= 0) ::close(fd_);  // and so unlocks it
  }
  LockedFile(const LockedFile&) = delete;
  LockedFile& operator=(const LockedFile&) = delete;

  bool lock() const {
    constexpr mode_t kOwnerOnly = 0600;
    return fd_ >= 0 && is_regular() && ::fchmod(fd_, kOwnerOnly) == 0 && wait_for_lock();
  }

  bool read(Lines& lines) {
    const auto size = ::lseek(fd_, 0, SEEK_END);
    if (size < 0) return false;
    constexpr auto kMax = static_cast<off_t>(HistoryFile::kMaxBytes);
    const auto begin = size > kMax ? size - kMax : 0;
    too_large_ = begin > 0;
    std::string content(static_cast<std::size_t>(size - begin), '\0');
    const auto count = ::pread(fd_, content.data(), content.size(), begin);
    if (count < 0) return false;
    content.resize(static_cast<std::size_t>(count));
    // The first line of the part may have lost its beginning.
    if (too_large_) content.erase(0, std::min(content.find('\n'), content.size() - 1) + 1);
    for (std::string_view rest = content; !rest.empty();) {
      if (const auto line = base::next_line(rest); !line.empty()) lines.emplace_back(line);
    }
    return true;
  }

  /// Whether the file has more than was read.
  bool too_large() const { return too_large_; }

  bool append(std::string_view bytes) const {
    const auto end = ::lseek(fd_, 0, SEEK_END);
    return end >= 0 && write(bytes, end);
  }

  /// The file gets shorter only after all is written.
  bool replace(const Lines& lines) const {
    std::string bytes;
    for (const auto& line : lines) bytes.append(line).append("\n");
    return write(bytes, 0) && ::ftruncate(fd_, static_cast<off_t>(bytes.size())) == 0;
  }

 private:
  bool is_regular() const {
    struct stat status {};
    if (::fstat(fd_, &status) != 0) return false;
    errno = EINVAL;
    return S_ISREG(status.st_mode);
  }

  bool wait_for_lock() const {
    constexpr int kStep = 5;
    for (int waited = 0; ::flock(fd_, LOCK_EX | LOCK_NB) != 0; waited += kStep) {
      if (errno != EWOULDBLOCK || waited >= HistoryFile::kMaxWait) return false;
      ::poll(nullptr, 0, kStep);
    }
    return true;
  }

  bool write(std::string_view bytes, off_t at) const {
    while (!bytes.empty()) {
      const auto count = ::pwrite(fd_, bytes.data(), bytes.size(), at);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return false;
      at += count;
      bytes.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  int fd_;
  bool too_large_ = false;
};

base::Error error_of(const std::string& path) { return {path + ": " + std::strerror(errno)}; }

void cut(Lines& lines, std::size_t max) {
  if (lines.size() <= max) return;
  lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(max));
}

}  // namespace

base::Result<std::vector<std::string>> HistoryFile::load() const {
  LockedFile file(path_);
  Lines lines;
  if (!file.lock() || !file.read(lines)) return error_of(path_);
  cut(lines, kMaxLines);
  return lines;
}

base::Result<std::monostate> HistoryFile::append(std::string_view line) const {
  if (line.size() >= kMaxBytes) return std::monostate{};
  LockedFile file(path_);
  Lines lines;
  if (!file.lock() || !file.read(lines)) return error_of(path_);
  lines.emplace_back(line);
  if (lines.size() <= kMaxLines && !file.too_large()) {
    if (!file.append(std::string(line) + '\n')) return error_of(path_);
    return std::monostate{};
  }
  cut(lines, kLinesAfterCut);
  if (!file.replace(lines)) return error_of(path_);
  return std::monostate{};
}

base::Result<std::monostate> HistoryFile::forget(std::string_view line) const {
  LockedFile file(path_);
  Lines lines;
  if (!file.lock() || !file.read(lines)) return error_of(path_);
  if (std::erase(lines, line) > 0 && !file.replace(lines)) return error_of(path_);
  return std::monostate{};
}

}  // namespace tertulia::terminal
