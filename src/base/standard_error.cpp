#include "base/standard_error.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <utility>

#include <fmt/core.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/terminal_text.h"

namespace tertulia::base {
namespace {

using log::Backlog;

/// If so, a write of up to PIPE_BUF bytes does not block, on a pipe or on a socket: it succeeds, or
/// fails because the reader has gone.
bool is_ready(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, 0) == 1;
}

}  // namespace

StandardErrorSink::StandardErrorSink(int fd, SourceOf source_of, std::size_t max_backlog)
    : fd_(fd), is_terminal_(::isatty(fd) != 0), source_of_(source_of), queue_(max_backlog) {}

void StandardErrorSink::sink_it_(const spdlog::details::log_msg& message) {
  spdlog::memory_buf_t line;
  formatter_->format(message, line);
  last_logged_ = message.time;
  const auto before = backlog_;
  if (write_backlog() == Backlog::empty) {
    chunk_ = shown({line.data(), line.size()});
    write_backlog();
  } else {
    queue_.push(source_of_(), {line.data(), line.size()});
  }
  if (backlog_ == Backlog::waiting && before != Backlog::waiting && on_waiting_) on_waiting_();
}

Backlog StandardErrorSink::write_backlog() {
  do {
    backlog_ = write_chunk();
    if (backlog_ == Backlog::empty) fill_chunk();
  } while (!chunk_.empty() && backlog_ == Backlog::empty);
  return backlog_;
}

/// Takes several lines, because a socket charges each write for more than its bytes.
void StandardErrorSink::fill_chunk() {
  if (const auto drops = queue_.take_drops()) chunk_ = report(*drops);
  while (!queue_.empty() && !queue_.drops_due() &&
         (chunk_.empty() || chunk_.size() + queue_.front_size() <= PIPE_BUF)) {
    chunk_ += shown(queue_.pop());
  }
}

/// Leaves the chunk empty, or says why it is not.
Backlog StandardErrorSink::write_chunk() {
  while (written_ < chunk_.size()) {
    if (!is_ready(fd_)) return Backlog::waiting;
    const auto size = std::min<std::size_t>(chunk_.size() - written_, PIPE_BUF);
    const auto count = ::write(fd_, chunk_.data() + written_, size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return Backlog::waiting;
    if (count <= 0) return Backlog::failing;
    written_ += static_cast<std::size_t>(count);
  }
  chunk_.clear();
  written_ = 0;
  return Backlog::empty;
}

std::string StandardErrorSink::report(const LogQueue::Drops& drops) {
  const auto text = fmt::format("{} log lines were dropped{}{}", drops.lines,
                                drops.last_address.empty() ? "" : ", the last one caused by ",
                                drops.last_address);
  spdlog::memory_buf_t line;
  formatter_->format({last_logged_, {}, {}, spdlog::level::warn, text}, line);
  return shown({line.data(), line.size()});
}

/// The terminal may have another width than when the line was logged.
std::string StandardErrorSink::shown(std::string_view line) const {
  if (!is_terminal_) return std::string(line);
  line.remove_suffix(1);  // its newline
  return terminal_line(line, terminal_at(fd_));
}

}  // namespace tertulia::base
