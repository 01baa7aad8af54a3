#include "base/standard_error.h"

#include <algorithm>
#include <climits>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/terminal_text.h"

namespace tertulia::base {
namespace {

/// If so, a write of up to PIPE_BUF bytes does not block, on a pipe or on a socket.
bool is_writable(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, 0) == 1 && (ready.revents & POLLOUT) != 0;
}

}  // namespace

StandardErrorSink::StandardErrorSink(int fd) : fd_(fd), is_terminal_(::isatty(fd) != 0) {}

void StandardErrorSink::sink_it_(const spdlog::details::log_msg& message) {
  if (dropped_ > 0) {
    const auto text = fmt::format("{} log lines were dropped", dropped_);
    if (!write({message.time, {}, {}, spdlog::level::warn, text})) {
      ++dropped_;
      return;
    }
    dropped_ = 0;
  }
  if (!write(message)) ++dropped_;
}

bool StandardErrorSink::write(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  if (line_incomplete_ && !write_without_blocking("\n")) return false;
  return write_line({line.data(), line.size()});
}

bool StandardErrorSink::write_line(std::string_view line) {
  if (!is_terminal_) return write_without_blocking(line);
  line.remove_suffix(1);  // its newline
  return write_without_blocking(terminal_line(line, terminal_at(fd_)));
}

bool StandardErrorSink::write_without_blocking(std::string_view text) {
  while (!text.empty()) {
    if (!is_writable(fd_)) return false;
    const auto written = ::write(fd_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
    if (written <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
    line_incomplete_ = !text.empty();
  }
  return true;
}

}  // namespace tertulia::base
