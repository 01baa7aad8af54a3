#include "terminal/plain_console.h"

#include <algorithm>
#include <array>
#include <utility>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kChunk = std::size_t{16} * 1024;

/// Waits so long for the descriptor to take bytes; if it is negative, until a signal comes.
bool is_writable(int fd, int milliseconds) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, milliseconds) > 0;
}

bool is_open(int fd) { return ::fcntl(fd, F_GETFD) != -1; }

}  // namespace

PlainConsole::PlainConsole(reactor::Reactor& reactor, Handler& handler, int input, int output)
    : reactor_(reactor), handler_(handler), input_(input), output_(output) {
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
  if (output_lost_) return;
  base::append_safe(pending_, line);
  pending_ += '\n';
  if (!writable_) flush();
}

void PlainConsole::flush() {
  // A descriptor that blocks takes this much at once when it takes anything.
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

void PlainConsole::write_some(std::size_t most) {
  const auto count = ::write(output_, pending_.data() + written_, std::min(most, unprinted()));
  if (count >= 0) {
    written_ += static_cast<std::size_t>(count);
  } else if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) {
    output_lost_ = true;
    written_ = pending_.size();
  }
  forget_written();
}

/// Half of it at the least, so that the work stays in proportion to what is printed.
void PlainConsole::forget_written() {
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
  hand_over();
}

void PlainConsole::read_input() {
  std::array<char, kChunk> chunk;
  const auto count = ::read(input_, chunk.data(), chunk.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return;
  if (count > 0) {
    lines_.append({chunk.data(), static_cast<std::size_t>(count)});
    hand_over();
  } else {
    end_input();
  }
}

void PlainConsole::end_input() {
  lines_.finish();
  input_ended_ = true;
  watch_->pause();
  hand_over();
}

void PlainConsole::hand_over() {
  while (!paused_) {
    auto line = lines_.next();
    if (!line) break;
    handler_.on_line(std::move(*line));
  }
  if (!paused_ && input_ended_ && !std::exchange(end_told_, true)) handler_.on_end_of_input();
}

}  // namespace tertulia::terminal
