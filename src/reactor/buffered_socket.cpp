#include "reactor/buffered_socket.h"

#include <algorithm>
#include <cerrno>
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

/// After a call that failed.
bool may_go_on() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

BufferedSocket::BufferedSocket(Reactor& reactor, Socket socket, const Callbacks& callbacks)
    : reactor_(reactor) {
  evutil_make_socket_nonblocking(socket.fd());
  bufferevent_ = bufferevent_socket_new(reactor.handle(), socket.release(), BEV_OPT_CLOSE_ON_FREE);
  bufferevent_setcb(bufferevent_, callbacks.readable, callbacks.written, callbacks.event,
                    callbacks.owner);
}

void BufferedSocket::quiet() {
  if (bufferevent_ == nullptr) return;
  note_progress();
  reactor_.send_budget().queued -= std::exchange(backlog_, 0);
  bufferevent_disable(bufferevent_, EV_READ | EV_WRITE);
  bufferevent_setcb(bufferevent_, nullptr, nullptr, nullptr, nullptr);
}

void BufferedSocket::close() {
  if (bufferevent_ == nullptr) return;
  quiet();
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

/// libevent reads 4 KiB at a time, which would be the most that a pass takes from one who says
/// much; and lets nobody else put anything into its input buffer (it is frozen).
void BufferedSocket::read_more(std::size_t most) {
  constexpr std::size_t kLibeventReads = 4096;
  auto* buffer = bufferevent_get_input(bufferevent_);
  const auto length = evbuffer_get_length(buffer);
  if (length < kLibeventReads || length >= most) return;
  evbuffer_unfreeze(buffer, 0);
  evbuffer_iovec space{};
  if (evbuffer_reserve_space(buffer, static_cast<ev_ssize_t>(most - length), &space, 1) == 1) {
    const auto room = std::min(space.iov_len, most - length);
    const auto count = ::recv(fd(), space.iov_base, room, MSG_DONTWAIT);
    if (count < 0 && !may_go_on()) lose();
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

bool BufferedSocket::has_unread() const {
  if (bufferevent_ == nullptr) return false;
  int waiting = 0;
  ::ioctl(fd(), FIONREAD, &waiting);
  return waiting > 0 || input_size() > 0;
}

void BufferedSocket::write(std::string_view bytes) {
  if (bufferevent_ == nullptr || lost_ || overflowed_) return;
  if (queued() == 0) bytes.remove_prefix(send_now(bytes));
  if (bytes.empty() || lost_) return;
  note_progress();
  overflowed_ = !fits(bytes.size());
  if (overflowed_) return;
  backlog_ += bytes.size();
  reactor_.send_budget().queued += bytes.size();
  bufferevent_write(bufferevent_, bytes.data(), bytes.size());
}

std::size_t BufferedSocket::send_now(std::string_view bytes) {
  const auto sent = platform::send_now(fd(), bytes);
  if (sent > 0) {
    reactor_.traffic().sent += static_cast<std::size_t>(sent);
    sent_ = true;
    return static_cast<std::size_t>(sent);
  }
  if (sent < 0 && !may_go_on()) lose();
  return 0;
}

bool BufferedSocket::fits(std::size_t bytes) const {
  return backlog_ + bytes <= std::min(queue_limit_, reactor_.send_budget().available());
}

std::size_t BufferedSocket::queued() const {
  return bufferevent_ == nullptr ? 0 : evbuffer_get_length(bufferevent_get_output(bufferevent_));
}

bool BufferedSocket::note_progress() {
  const auto gone = backlog_ - std::min(queued(), backlog_);
  reactor_.traffic().sent += gone;
  reactor_.send_budget().queued -= gone;
  backlog_ -= gone;
  sent_ = sent_ || gone > 0;
  return gone > 0;
}

bool BufferedSocket::take_sent() {
  const bool sent = sent_;
  sent_ = false;
  return sent;
}

void BufferedSocket::lose() {
  lost_ = true;
  if (bufferevent_ != nullptr) bufferevent_disable(bufferevent_, EV_WRITE);
}

void BufferedSocket::shut_down_output() { ::shutdown(fd(), SHUT_WR); }

bool BufferedSocket::takes_more() const {
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
