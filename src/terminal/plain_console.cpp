#include "terminal/plain_console.h"

#include <algorithm>
#include <array>
#include <utility>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/terminal_text.h"
#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kChunk = std::size_t{16} * 1024;

/// Waits until the descriptor accepts bytes, for at most so many milliseconds. A negative number is
/// no limit; a signal ends the wait in every case.
bool is_writable(int fd, int milliseconds) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, milliseconds) > 0;
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

}  // namespace

PlainConsole::PlainConsole(reactor::Reactor& reactor, Handler& handler, int input, int output)
    : reactor_(reactor),
      handler_(handler),
      input_(input),
      output_(output),
      is_terminal_(::isatty(output) != 0) {
  input_ended_ = !is_open(input_);
  if (input_ended_) return;
  watch_.emplace(reactor_, input_, [this] { read_input(); });
  watch_->pause();
}

PlainConsole::~PlainConsole() {
  if (deferred_) reactor_.cancel(*this);
  while (unprinted() > 0 && is_writable(output_, -1)) write_some(unprinted());
}

void PlainConsole::print(std::string_view line) {
  if (output_closed_) return;
  if (is_terminal_) {
    auto terminal = base::terminal();
    terminal.columns = base::terminal_columns(output_);
    pending_ += base::terminal_line(line, terminal);
  } else {
    base::append_safe(pending_, line);
    pending_ += '\n';
  }
  if (!writable_) flush();
}

void PlainConsole::flush() {
  // A blocking descriptor that is writable accepts this many bytes without blocking.
  while (unprinted() > 0 && is_writable(output_, 0)) write_some(PIPE_BUF);
  if (unprinted() > 0) {
    if (!writable_) {
      writable_.emplace(
          reactor_, output_, [this] { defer(); }, reactor::FdWatch::Readiness::writable);
    }
  } else if (writable_) {
    writable_.reset();
    handler_.on_printed();
  }
}

void PlainConsole::write_some(std::size_t max) {
  const auto count = ::write(output_, pending_.data() + written_, std::min(max, unprinted()));
  if (count >= 0) {
    written_ += static_cast<std::size_t>(count);
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    output_closed_ = true;
    written_ = pending_.size();
  }
  discard_written();
}

/// Discards at least half of the buffer at a time, so that the cost stays proportional to the
/// output.
void PlainConsole::discard_written() {
  if (2 * written_ < pending_.size()) return;
  pending_.erase(0, std::exchange(written_, 0));
}

void PlainConsole::pause_input() {
  paused_ = true;
  if (watch_) watch_->pause();
}

void PlainConsole::resume_input() {
  paused_ = false;
  if (!input_ended_) watch_->resume();
  defer();
}

void PlainConsole::defer() {
  if (!std::exchange(deferred_, true)) reactor_.defer(*this);
}

void PlainConsole::run() {
  deferred_ = false;
  if (writable_) flush();
  deliver();
}

void PlainConsole::read_input() {
  std::array<char, kChunk> chunk;
  const auto count = ::read(input_, chunk.data(), chunk.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count > 0) {
    lines_.append({chunk.data(), static_cast<std::size_t>(count)});
    deliver();
  } else {
    end_input();
  }
}

void PlainConsole::end_input() {
  lines_.finish();
  input_ended_ = true;
  watch_->pause();
  deliver();
}

void PlainConsole::deliver() {
  while (!paused_) {
    auto line = lines_.next();
    if (!line) break;
    handler_.on_line(std::move(*line));
  }
  if (!paused_ && input_ended_ && !std::exchange(end_reported_, true)) handler_.on_end_of_input();
}

}  // namespace tertulia::terminal
