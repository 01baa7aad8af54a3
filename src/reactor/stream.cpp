#include "tertulia/reactor/stream.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <utility>

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace tertulia::reactor {
namespace {

constexpr int kLooksPerStall = 4;

/// After a call that failed.
bool may_go_on() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

}  // namespace

struct Stream::Callbacks {
  static void read(bufferevent* /*source*/, void* self) noexcept {
    static_cast<Stream*>(self)->handle_input();
  }
  static void written(bufferevent* /*source*/, void* self) noexcept {
    static_cast<Stream*>(self)->handle_written();
  }
  static void event(bufferevent* /*source*/, short what, void* self) noexcept {
    static_cast<Stream*>(self)->handle_event(what);
  }
};

Stream::Stream(Reactor& reactor, Deadlines& deadlines, Socket socket, Handler& handler,
               Limits limits)
    : reactor_(reactor),
      handler_(handler),
      limits_(limits),
      deadline_(deadlines, *this),
      last_activity_(reactor.now()) {
  evutil_make_socket_nonblocking(socket.fd());
  bufferevent_ = bufferevent_socket_new(reactor.handle(), socket.release(), BEV_OPT_CLOSE_ON_FREE);
  bufferevent_setcb(bufferevent_, Callbacks::read, Callbacks::written, Callbacks::event, this);
  limit_unacknowledged();
  bufferevent_enable(bufferevent_, EV_READ);
}

Stream::~Stream() {
  if (bufferevent_ == nullptr) return;
  forget_backlog();
  if (phase_ == Phase::closed) reactor_.cancel(*this);
  bufferevent_free(bufferevent_);
}

std::string_view Stream::input(std::size_t contiguous) const {
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

void Stream::consume(std::size_t bytes) {
  if (bufferevent_ == nullptr) return;
  auto* buffer = bufferevent_get_input(bufferevent_);
  reactor_.traffic().received += std::min(bytes, evbuffer_get_length(buffer));
  evbuffer_drain(buffer, bytes);
}

void Stream::pause_input() {
  if (phase_ == Phase::open) bufferevent_disable(bufferevent_, EV_READ);
}

void Stream::resume_input() {
  if (phase_ == Phase::open && !peer_ended_) bufferevent_enable(bufferevent_, EV_READ);
}

std::size_t Stream::queued() const {
  return bufferevent_ == nullptr ? 0 : evbuffer_get_length(bufferevent_get_output(bufferevent_));
}

void Stream::write(std::string_view bytes, base::Instant now) {
  if (phase_ != Phase::open || lost_ || bytes.empty()) return;
  if (queued() == 0) bytes.remove_prefix(send_now(bytes, now));
  if (bytes.empty() || lost_) return;
  if (!fits(bytes.size(), now)) return finish(CloseReason::overflow);
  if (backlog_ == 0) last_progress_ = now;
  backlog_ += bytes.size();
  reactor_.send_budget().queued += bytes.size();
  bufferevent_write(bufferevent_, bytes.data(), bytes.size());
  if (!deadline_.is_set()) watch_backlog(now);
}

std::size_t Stream::send_now(std::string_view bytes, base::Instant now) {
  const auto sent = ::send(bufferevent_getfd(bufferevent_), bytes.data(), bytes.size(),
                           MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent > 0) {
    reactor_.traffic().sent += static_cast<std::size_t>(sent);
    last_activity_ = now;
    return static_cast<std::size_t>(sent);
  }
  if (sent < 0 && !may_go_on()) lose();
  return 0;
}

bool Stream::fits(std::size_t bytes, base::Instant now) {
  note_progress(now);
  return backlog_ + bytes <= std::min(limits_.queue, reactor_.send_budget().available());
}

bool Stream::has_unread() const {
  if (bufferevent_ == nullptr) return false;
  int waiting = 0;
  ::ioctl(bufferevent_getfd(bufferevent_), FIONREAD, &waiting);
  return waiting > 0 || evbuffer_get_length(bufferevent_get_input(bufferevent_)) > 0;
}

/// Whether some of the backlog has gone out since it was last looked at.
bool Stream::note_progress(base::Instant now) {
  const auto gone = backlog_ - std::min(queued(), backlog_);
  reactor_.traffic().sent += gone;
  reactor_.send_budget().queued -= gone;
  backlog_ -= gone;
  if (gone > 0) last_activity_ = last_progress_ = now;
  return gone > 0;
}

void Stream::forget_backlog() { reactor_.send_budget().queued -= std::exchange(backlog_, 0); }

base::Instant Stream::last_activity() {
  if (backlog_ > 0) note_progress(reactor_.now());
  return last_activity_;
}

bool Stream::unanswered_for(base::Duration time) const {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (bufferevent_ == nullptr) return false;
  if (getsockopt(bufferevent_getfd(bufferevent_), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
    return false;
  }
  return info.tcpi_unacked > 0 && base::Duration{info.tcpi_last_ack_recv} > time;
}

void Stream::set_limits(Limits limits) {
  const bool other = limits.stall != limits_.stall;
  limits_ = limits;
  if (!other || phase_ != Phase::open) return;
  limit_unacknowledged();
  last_progress_ = reactor_.now();
  watch_backlog(last_progress_);
}

/// A look sets no deadline where nothing waits, and the next write does.
void Stream::watch_backlog(base::Instant now) {
  const bool never = limits_.stall == base::Duration::zero();
  if (never || lost_ || backlog_ == 0) return deadline_.clear();
  deadline_.set(std::min(now + limits_.stall / kLooksPerStall, last_progress_ + limits_.stall));
}

/// Where the peer takes bytes again, it was this loop that did not come to it in time.
void Stream::check_stall(base::Instant now) {
  if (lost_) return;
  note_progress(now);
  if (backlog_ > 0 && now - last_progress_ >= limits_.stall) {
    if (!takes_more()) return finish(CloseReason::stalled);
    last_progress_ = now;
  }
  watch_backlog(now);
}

bool Stream::takes_more() const {
  pollfd socket{bufferevent_getfd(bufferevent_), POLLOUT, 0};
  return ::poll(&socket, 1, 0) == 1 && (socket.revents & POLLOUT) != 0;
}

/// The kernel's limit (RFC 5482) is for what it took and cannot deliver.
void Stream::limit_unacknowledged() {
  const auto vanished =
      static_cast<int>(std::min<std::int64_t>(2 * limits_.stall.count(), INT_MAX));
  setsockopt(bufferevent_getfd(bufferevent_), IPPROTO_TCP, TCP_USER_TIMEOUT, &vanished,
             sizeof vanished);
}

void Stream::close() {
  if (phase_ != Phase::open) return;
  if (lost_) return finish(CloseReason::reset);
  phase_ = Phase::draining;
  consume(evbuffer_get_length(bufferevent_get_input(bufferevent_)));
  if (!peer_ended_) bufferevent_enable(bufferevent_, EV_READ);
  deadline_.set(reactor_.now() + limits_.drain);
  if (queued() == 0) finish_writing();
}

void Stream::lose() {
  lost_ = true;
  bufferevent_disable(bufferevent_, EV_WRITE);
  if (phase_ == Phase::draining) finish(CloseReason::reset);
}

void Stream::abort() { finish(CloseReason::aborted); }

void Stream::finish_writing() {
  shut_down_ = true;
  ::shutdown(bufferevent_getfd(bufferevent_), SHUT_WR);
  if (peer_ended_) finish(CloseReason::orderly);
}

void Stream::finish(CloseReason reason) {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  close_reason_ = reason;
  note_progress(reactor_.now());
  forget_backlog();
  bufferevent_disable(bufferevent_, EV_READ | EV_WRITE);
  bufferevent_setcb(bufferevent_, nullptr, nullptr, nullptr, nullptr);
  deadline_.clear();
  reactor_.defer(*this);
}

void Stream::run() {
  bufferevent_free(std::exchange(bufferevent_, nullptr));
  handler_.on_closed(close_reason_);
}

void Stream::on_due(base::Instant now) {
  if (phase_ == Phase::draining) return finish(CloseReason::drain_timeout);
  check_stall(now);
}

void Stream::drop_input() {
  const auto length = evbuffer_get_length(bufferevent_get_input(bufferevent_));
  consume(length);
  dropped_ += length;
  if (dropped_ > kMaxDropped) bufferevent_disable(bufferevent_, EV_READ);
}

void Stream::handle_input() {
  if (phase_ == Phase::draining) return drop_input();
  last_activity_ = reactor_.now();
  read_on();
  handler_.on_input();
}

/// libevent reads 4 KiB at a time, which would be the most that a pass takes from one who says
/// much; and lets nobody else put anything into its input buffer (it is frozen).
void Stream::read_on() {
  constexpr std::size_t kLibeventReads = 4096;
  auto* buffer = bufferevent_get_input(bufferevent_);
  const auto length = evbuffer_get_length(buffer);
  if (length < kLibeventReads || length >= kMaxRead) return;
  evbuffer_unfreeze(buffer, 0);
  evbuffer_iovec space{};
  if (evbuffer_reserve_space(buffer, static_cast<ev_ssize_t>(kMaxRead - length), &space, 1) == 1) {
    const auto most = std::min(space.iov_len, kMaxRead - length);
    const auto count = ::recv(bufferevent_getfd(bufferevent_), space.iov_base, most, MSG_DONTWAIT);
    if (count < 0 && !may_go_on()) lose();
    space.iov_len = count > 0 ? static_cast<std::size_t>(count) : 0;
    evbuffer_commit_space(buffer, &space, 1);
  }
  evbuffer_freeze(buffer, 0);
}

void Stream::handle_written() {
  const auto now = reactor_.now();
  const bool progress = note_progress(now);
  if (phase_ == Phase::draining) {
    if (!shut_down_) finish_writing();
    return;
  }
  last_activity_ = now;
  if (progress) handler_.on_written();
}

void Stream::handle_event(short what) {
  const bool error = (what & BEV_EVENT_EOF) == 0;
  if (error) lose();
  if (phase_ == Phase::closed || (error && (what & BEV_EVENT_WRITING) != 0)) return;
  peer_ended_ = true;
  if (phase_ == Phase::open) return handler_.on_peer_ended();
  if (shut_down_) finish(CloseReason::orderly);
}

}  // namespace tertulia::reactor
