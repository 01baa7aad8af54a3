#include "terminal/output.h"

#include <algorithm>
#include <utility>

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <unistd.h>

namespace tertulia::terminal {
namespace {

/// A terminal may call itself writable and then not accept the next byte.
constexpr base::Duration kBusyInterval{20};

/// Waits until the descriptor accepts bytes, for at most so many milliseconds. A negative number is
/// no limit; a signal ends the wait in every case.
bool is_writable(int fd, int milliseconds) {
  pollfd ready{fd, POLLOUT, 0};
  return ::poll(&ready, 1, milliseconds) > 0;
}

bool is_disk_full(int error) { return error == ENOSPC || error == EDQUOT || error == EFBIG; }

bool has_reader_gone(int error) { return error == EPIPE || error == ECONNRESET; }

}  // namespace

Output::Output(reactor::Reactor& reactor, int fd, Events events)
    : reactor_(reactor),
      fd_(fd),
      events_(std::move(events)),
      retry_(reactor, [this] { flush(); }) {}

void Output::append(std::string_view bytes) {
  if (!closed_) bytes_ += bytes;
}

void Output::flush() {
  auto step = Step::written;
  // A blocking descriptor that is writable accepts this many bytes without blocking.
  while (pending() > 0 && step == Step::written && is_writable(fd_, 0)) step = write_some(PIPE_BUF);
  if (pending() > 0) return wait_for_descriptor(step);
  retry_.stop();
  if (writable_) writable_->pause();
  if (std::exchange(waiting_, false) && events_.on_written) events_.on_written();
}

bool Output::accepts_now() const { return pending() == 0 && is_writable(fd_, 0); }

/// A descriptor that is writable and accepts nothing must not keep the loop busy.
void Output::wait_for_descriptor(Step last) {
  waiting_ = true;
  if (last != Step::written) {
    if (writable_) writable_->pause();
    return retry_.start(last == Step::failed ? kRetryInterval : kBusyInterval);
  }
  retry_.stop();
  if (writable_) return writable_->resume();
  writable_.emplace(
      reactor_, fd_, [this] { flush(); }, reactor::FdWatch::Readiness::writable);
}

Output::Step Output::write_some(std::size_t max) {
  const auto count = ::write(fd_, bytes_.data() + written_, std::min(max, pending()));
  if (count < 0) return handle_error(errno);
  failing_ = false;
  written_ += static_cast<std::size_t>(count);
  discard_written();
  return Step::written;
}

Output::Step Output::handle_error(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK || error == EINTR) return Step::busy;
  if (!is_disk_full(error)) {
    closed_ = true;
    bytes_.clear();
    written_ = 0;
  }
  if (has_reader_gone(error) || std::exchange(failing_, true)) return Step::failed;
  if (events_.on_failed) events_.on_failed(error);
  return Step::failed;
}

/// Discards at least half of the buffer at a time, so that the cost stays proportional to the
/// output.
void Output::discard_written() {
  if (2 * written_ < bytes_.size()) return;
  bytes_.erase(0, std::exchange(written_, 0));
}

void Output::drain(std::optional<base::Duration> patience) {
  const int limit = patience ? static_cast<int>(patience->count()) : -1;
  auto waited = base::Duration::zero();
  while (pending() > 0 && is_writable(fd_, limit)) {
    const auto step = write_some(PIPE_BUF);
    if (step == Step::failed) return;
    waited = step == Step::busy ? waited + kBusyInterval : base::Duration::zero();
    if (patience && waited > *patience) return;
    if (step == Step::busy) ::poll(nullptr, 0, static_cast<int>(kBusyInterval.count()));
  }
}

}  // namespace tertulia::terminal
