#include "terminal/plain_console.h"

#include <array>
#include <utility>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/base/text.h"

namespace tertulia::terminal {
namespace {

constexpr std::size_t kChunk = std::size_t{16} * 1024;

void wait_until_writable(int fd) {
  pollfd ready{fd, POLLOUT, 0};
  ::poll(&ready, 1, -1);
}

/// False where the rest can never be written.
bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(fd, bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      wait_until_writable(fd);
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
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
  if (deferred_) reactor_.withdraw(*this);
}

void PlainConsole::print(std::string_view line) {
  if (output_lost_) return;
  auto bytes = base::safe(line);
  bytes += '\n';
  output_lost_ = !write_all(output_, bytes);
  if (output_lost_) defer();
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

void PlainConsole::at_edge() {
  deferred_ = false;
  if (output_lost_ && !std::exchange(loss_told_, true)) handler_.on_output_lost();
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
