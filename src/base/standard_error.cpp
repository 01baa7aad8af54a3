#include "base/standard_error.h"

#include <algorithm>
#include <climits>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

namespace tertulia::base {
namespace {

/// A write of up to PIPE_BUF bytes does not wait after this: neither for a pipe nor for a socket.
bool takes_more(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

}  // namespace

void StandardErrorSink::sink_it_(const spdlog::details::log_msg& message) {
  if (lost_ > 0) {
    const auto text = fmt::format("{} lines of this log were lost", lost_);
    if (!write({message.time, {}, {}, spdlog::level::warn, text})) {
      ++lost_;
      return;
    }
    lost_ = 0;
  }
  if (!write(message)) ++lost_;
}

bool StandardErrorSink::write(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  if (torn_ && !write_now("\n")) return false;
  return write_now({line.data(), line.size()});
}

bool StandardErrorSink::write_now(std::string_view text) {
  while (!text.empty()) {
    if (!takes_more(fd_)) return false;
    const auto written = ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
    torn_ = !text.empty();
  }
  return true;
}

}  // namespace tertulia::base
