#include "reactor/buffered_socket.h"

#include <algorithm>
#include <cerrno>
#include <limits>
#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

/// Whether the last system call failed only for now.
bool is_temporary_error() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

BufferedSocket::BufferedSocket(Reactor& reactor, Socket socket, const Callbacks& callbacks)
    : reactor_(reactor) {
  evutil_make_socket_nonblocking(socket.fd());
  bufferevent_ = bufferevent_socket_new(reactor.handle(), socket.release(), BEV_OPT_CLOSE_ON_FREE);
  bufferevent_setcb(bufferevent_, callbacks.readable, callbacks.written, callbacks.event,
                    callbacks.owner);
}

void BufferedSocket::disable() {
  if (bufferevent_ == nullptr) return;
  release_backlog();
  bufferevent_disable(bufferevent_, EV_READ | EV_WRITE);
  bufferevent_setcb(bufferevent_, nullptr, nullptr, nullptr, nullptr);
}

void BufferedSocket::close() {
  if (bufferevent_ == nullptr) return;
  disable();
  bufferevent_free(std::exchange(bufferevent_, nullptr));
}

int BufferedSocket::fd() const { return bufferevent_getfd(bufferevent_); }

std::string_view BufferedSocket::input(std::size_t contiguous) const {
  evbuffer_iovec front{};
  if (bufferevent_ == nullptr) return {};
  auto* buffer = bufferevent_get_input(bufferevent_);
  if (contiguous > 1) {
    const auto length = std::min(contiguous, evbuffer_get_length(buffer));
    evbuffer_pullup(buffer, static_cast<ev_ssize_t>(length));
  }
  if (evbuffer_peek(buffer, -1, nullptr, &front, 1) < 1) return {};
  return {static_cast<const char*>(front.iov_base), front.iov_len};
}

std::size_t BufferedSocket::input_size() const {
  return bufferevent_ == nullptr ? 0 : evbuffer_get_length(bufferevent_get_input(bufferevent_));
}

void BufferedSocket::consume(std::size_t bytes) {
  if (bufferevent_ == nullptr) return;
  auto* buffer = bufferevent_get_input(bufferevent_);
  reactor_.traffic().received += std::min(bytes, evbuffer_get_length(buffer));
  evbuffer_drain(buffer, bytes);
}

/// libevent reads at most 4 KiB in a pass, which is too slow for a client that sends much. It also
/// freezes its input buffer, so that only libevent itself can add to it.
void BufferedSocket::read_more(std::size_t max_size) {
  constexpr std::size_t kLibeventReadSize = 4096;
  auto* buffer = bufferevent_get_input(bufferevent_);
  const auto length = evbuffer_get_length(buffer);
  if (length < kLibeventReadSize || length >= max_size) return;
  evbuffer_unfreeze(buffer, 0);
  evbuffer_iovec space{};
  if (evbuffer_reserve_space(buffer, static_cast<ev_ssize_t>(max_size - length), &space, 1) == 1) {
    const auto room = std::min(space.iov_len, max_size - length);
    const auto count = ::recv(fd(), space.iov_base, room, MSG_DONTWAIT);
    if (count < 0 && !is_temporary_error()) mark_lost();
    space.iov_len = count > 0 ? static_cast<std::size_t>(count) : 0;
    evbuffer_commit_space(buffer, &space, 1);
  }
  evbuffer_freeze(buffer, 0);
}

void BufferedSocket::pause() {
  if (bufferevent_ != nullptr) bufferevent_disable(bufferevent_, EV_READ);
}

void BufferedSocket::resume() {
  if (bufferevent_ != nullptr) bufferevent_enable(bufferevent_, EV_READ);
}

bool BufferedSocket::has_waiting_input() const {
  if (bufferevent_ == nullptr) return false;
  int waiting = 0;
  ::ioctl(fd(), FIONREAD, &waiting);
  return waiting > 0;
}

void BufferedSocket::write(std::string_view bytes) {
  if (bufferevent_ == nullptr || lost_ || overflowed_) return;
  if (queued() == 0) bytes.remove_prefix(send_now(bytes));
  if (bytes.empty() || lost_) return;
  update_backlog();
  overflowed_ = backlog_ + bytes.size() > queue_limit_;
  if (overflowed_) return;
  backlog_ += static_cast<std::uint32_t>(bytes.size());
  reactor_.send_budget().add(bytes.size());
  bufferevent_write(bufferevent_, bytes.data(), bytes.size());
}

std::size_t BufferedSocket::send_now(std::string_view bytes) {
  const auto sent = platform::send_now(fd(), bytes);
  if (sent > 0) {
    reactor_.traffic().sent += static_cast<std::size_t>(sent);
    sent_ = true;
    return static_cast<std::size_t>(sent);
  }
  if (sent < 0 && !is_temporary_error()) mark_lost();
  return 0;
}

std::size_t BufferedSocket::queued() const {
  return bufferevent_ == nullptr ? 0 : evbuffer_get_length(bufferevent_get_output(bufferevent_));
}

bool BufferedSocket::update_backlog() {
  const auto left = std::min<std::size_t>(queued(), backlog_);
  const auto gone = backlog_ - static_cast<std::uint32_t>(left);
  if (gone == 0) return false;
  reactor_.traffic().sent += gone;
  reactor_.send_budget().remove(gone);
  backlog_ -= gone;
  before_mark_ -= std::min(gone, before_mark_);
  sent_ = true;
  return true;
}

bool BufferedSocket::set_mark() {
  if (before_mark_ > 0) return false;
  before_mark_ = backlog_;
  return true;
}

bool BufferedSocket::take_sent() {
  const bool sent = sent_;
  sent_ = false;
  return sent;
}

void BufferedSocket::set_queue_limit(std::size_t limit) {
  constexpr std::size_t kMax = std::numeric_limits<std::uint32_t>::max();
  queue_limit_ = static_cast<std::uint32_t>(std::min(limit, kMax));
}

/// libevent freezes its output buffer, so that only libevent itself can remove from it.
void BufferedSocket::mark_lost() {
  lost_ = true;
  if (bufferevent_ == nullptr) return;
  bufferevent_disable(bufferevent_, EV_WRITE);
  release_backlog();
  auto* output = bufferevent_get_output(bufferevent_);
  evbuffer_unfreeze(output, 1);
  evbuffer_drain(output, evbuffer_get_length(output));
  evbuffer_freeze(output, 1);
}

/// What was not sent does not wait any more.
void BufferedSocket::release_backlog() {
  update_backlog();
  reactor_.send_budget().remove(std::exchange(backlog_, 0));
  before_mark_ = 0;
}

void BufferedSocket::shut_down_output() { ::shutdown(fd(), SHUT_WR); }

bool BufferedSocket::can_send() const {
  pollfd socket{fd(), POLLOUT, 0};
  return ::poll(&socket, 1, 0) == 1 && (socket.revents & POLLOUT) != 0;
}

bool BufferedSocket::unanswered_for(base::Duration time) const {
  return bufferevent_ != nullptr && platform::unanswered_for(fd(), time);
}

void BufferedSocket::limit_unacknowledged(base::Duration time) {
  platform::set_unacknowledged_limit(fd(), time);
}

}  // namespace tertulia::reactor
