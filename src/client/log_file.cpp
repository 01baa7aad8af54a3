#include "client/log_file.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include "tertulia/base/date.h"
#include "tertulia/base/text.h"
#include "tertulia/base/translate.h"

namespace tertulia::client {
namespace {

std::string format_now(const base::Clock& clock) {
  const auto now = base::local_time(clock.wall_time());
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &now)};
}

/// Returns how much of the bytes was written; then errno has the reason for the rest.
std::size_t write_all(int fd, std::string_view bytes) {
  auto rest = bytes;
  while (!rest.empty()) {
    const auto written = ::write(fd, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) break;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  return bytes.size() - rest.size();
}

}  // namespace

LogFile::LogFile(const base::Clock& clock, Report report)
    : clock_(clock), report_(std::move(report)) {}

base::Result<std::monostate> LogFile::open(const std::string& path) {
  constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  constexpr mode_t kOwnerOnly = 0600;
  reactor::Socket file(path.empty() ? -1 : ::open(path.c_str(), kFlags, kOwnerOnly));
  if (!path.empty() && file.fd() < 0) {
    return base::Error{base::tr("cannot open the log {}: {}", path, std::strerror(errno))};
  }
  file_ = std::move(file);
  path_ = path;
  failing_ = false;
  cut_ = false;
  return std::monostate{};
}

/// After a part of a line the next one begins a line of its own.
void LogFile::write(std::string_view line) {
  if (file_.fd() < 0) return;
  auto bytes = fmt::format("{}{} ", cut_ ? "\n" : "", format_now(clock_));
  base::append_safe(bytes, line);
  bytes += '\n';
  const auto written = write_all(file_.fd(), bytes);
  const bool whole = written == bytes.size();
  const int error = errno;
  cut_ = !whole && (written > 0 || cut_);
  if (whole == failing_) note(whole ? 0 : error);
}

void LogFile::note(int error) {
  failing_ = error != 0;
  report_(failing_ ? base::tr("cannot write the log {}: {}", path_, std::strerror(error))
                   : base::tr("the log {} is written again", path_));
}

}  // namespace tertulia::client
