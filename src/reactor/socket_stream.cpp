#include "reactor/socket_stream.h"

#include <algorithm>
#include <utility>

#include <event2/bufferevent.h>

#include "reactor/handshake_queue.h"
#include "reactor/plain_transport.h"

namespace tertulia::reactor {

void StreamDeleter::operator()(Stream* stream) const noexcept { stream->drop(); }

StreamHandle Stream::create(Reactor& reactor, Deadlines& deadlines, Socket socket, Limits limits) {
  return StreamHandle(
      std::make_unique<SocketStream>(reactor, deadlines, std::move(socket), limits).release());
}

StreamHandle Stream::create(Reactor& reactor, Deadlines& deadlines, Socket socket, Handler& handler,
                            Limits limits) {
  auto stream = create(reactor, deadlines, std::move(socket), limits);
  stream->set_handler(handler);
  return stream;
}

struct SocketStream::Callbacks {
  static void readable(bufferevent* /*source*/, void* self) noexcept {
    static_cast<SocketStream*>(self)->handle_readable();
  }
  static void written(bufferevent* /*source*/, void* self) noexcept {
    static_cast<SocketStream*>(self)->handle_written();
  }
  static void event(bufferevent* /*source*/, short what, void* self) noexcept {
    static_cast<SocketStream*>(self)->handle_event(what);
  }
};

SocketStream::SocketStream(Reactor& reactor, Deadlines& deadlines, Socket socket, Limits limits)
    : socket_(reactor, std::move(socket),
              {Callbacks::readable, Callbacks::written, Callbacks::event, this}),
      drain_(shorten(limits.drain)),
      stall_(shorten(limits.stall)),
      deadline_(deadlines, *this),
      last_activity_(reactor.now()) {
  socket_.set_queue_limit(limits.queue);
  socket_.limit_unacknowledged(2 * limits.stall);
}

SocketStream::Milliseconds SocketStream::shorten(base::Duration time) {
  const base::Duration longest(Milliseconds::max());
  return Milliseconds(static_cast<std::uint32_t>(std::min(time, longest).count()));
}

/// The object is deleted later, because its own calls may still be on the stack.
/// Cancelling searches all deferred tasks: many streams that close in one pass must not each do so.
void SocketStream::drop() noexcept {
  const bool deferred = input_deferred_ || (phase_ == Phase::closed && !close_reported_);
  if (deferred) socket_.reactor().cancel(*this);
  if (input_deferred_) socket_.reactor().handshakes().cancel(*this);
  handler_ = nullptr;
  phase_ = Phase::closed;
  deadline_.clear();
  socket_.close();
  socket_.reactor().delete_later(std::unique_ptr<SocketStream>(this));
}

Transport& SocketStream::transport() const {
  static PlainTransport plain;
  return transport_ ? *transport_ : plain;
}

void SocketStream::set_handler(Stream::Handler& handler) {
  handler_ = &handler;
  read_if_wanted();
  if (phase_ == Phase::closed && !close_reported_) socket_.reactor().defer(*this);
}

void SocketStream::set_transport(std::unique_ptr<Transport> transport) {
  if (phase_ != Phase::open) return;
  transport_ = std::move(transport);
  const auto began = now();
  const bool was_idle = socket_.backlog() == 0;
  transport_->start(socket_);
  update_output(began, was_idle);
  if (socket_.input_size() == 0 || input_deferred_) return;
  input_deferred_ = true;
  socket_.reactor().defer(*this);
}

std::string_view SocketStream::input(std::size_t contiguous) const {
  if (phase_ != Phase::open) return {};
  return transport().input(socket_, contiguous);
}

void SocketStream::consume(std::size_t bytes) {
  if (phase_ == Phase::open) transport().consume(socket_, bytes);
}

void SocketStream::pause_input() {
  if (phase_ != Phase::open) return;
  paused_ = true;
  socket_.pause();
}

void SocketStream::resume_input() {
  if (phase_ != Phase::open) return;
  paused_ = false;
  read_if_wanted();
}

void SocketStream::read_if_wanted() {
  const bool wanted = phase_ == Phase::open && handler_ != nullptr && !paused_;
  if (wanted && !peer_ended_) socket_.resume();
}

void SocketStream::write(std::string_view bytes, base::Instant now) {
  if (phase_ != Phase::open || socket_.lost() || bytes.empty()) return;
  const bool was_idle = socket_.backlog() == 0;
  transport().write(socket_, bytes);
  if (transport_ && transport_->held() > socket_.queue_limit()) {
    return finish(CloseReason::overflow);
  }
  update_output(now, was_idle);
}

/// What a transport leaves in the socket's input is part of something that is not complete.
bool SocketStream::has_unread() const {
  return input_deferred_ || socket_.has_waiting_input() || !input(1).empty();
}

void SocketStream::set_limits(Limits limits) {
  socket_.set_queue_limit(limits.queue);
  drain_ = shorten(limits.drain);
  const bool same = shorten(limits.stall) == stall_;
  stall_ = shorten(limits.stall);
  if (same || phase_ != Phase::open) return;
  socket_.limit_unacknowledged(2 * limits.stall);
  last_progress_ = now();
  watch_backlog(last_progress_);
}

void SocketStream::on_due(base::Instant now) {
  if (phase_ == Phase::draining) return finish(CloseReason::drain_timeout);
  check_stall(now);
}

void SocketStream::close() {
  if (phase_ != Phase::open) return;
  if (socket_.lost()) return finish(CloseReason::reset);
  const auto begin = now();
  phase_ = Phase::draining;
  deadline_.set(begin + drain_);
  if (!peer_ended_) socket_.resume();
  receive_while_draining(begin);
  if (phase_ == Phase::draining && queued() == 0) finish_writing();
}

Transport::Received SocketStream::receive_from_transport(base::Instant now) {
  const bool was_idle = socket_.backlog() == 0;
  const auto received = transport().receive(socket_);
  if (received.waits_for_turn) wait_for_turn();
  update_output(now, was_idle);
  return received;
}

void SocketStream::wait_for_turn() {
  if (input_deferred_) return;
  input_deferred_ = true;
  socket_.reactor().handshakes().wait(*this);
}

/// The transport gets input only while it needs it to send the bytes that it holds.
void SocketStream::receive_while_draining(base::Instant now) {
  if (transport().held() > 0) receive_from_transport(now);
  if (transport().held() == 0) socket_.consume(socket_.input_size());
}

/// The transport's last bytes may have to wait in the queue, too.
void SocketStream::finish_writing() {
  if (!output_ended_) transport().end_output(socket_);
  output_ended_ = true;
  if (socket_.lost()) return finish(CloseReason::reset);
  if (socket_.queued() > 0 || shut_down_) return;
  shut_down_ = true;
  socket_.shut_down_output();
  if (peer_ended_) finish(CloseReason::orderly);
}

void SocketStream::finish(CloseReason reason) {
  if (phase_ == Phase::closed) return;
  phase_ = Phase::closed;
  close_reason_ = reason;
  socket_.disable();
  deadline_.clear();
  socket_.reactor().defer(*this);
}

void SocketStream::run() {
  if (phase_ != Phase::closed) {
    const bool deferred = input_deferred_;
    input_deferred_ = false;
    if (deferred) receive_deferred(now());
    return;
  }
  socket_.close();
  if (handler_ == nullptr || close_reported_) return;
  close_reported_ = true;
  handler_->on_closed(close_reason_);
}

void SocketStream::receive_deferred(base::Instant now) {
  if (phase_ == Phase::open) return receive(now);
  receive_while_draining(now);
  if (phase_ == Phase::draining && queued() == 0) finish_writing();
}

void SocketStream::handle_readable() {
  const auto read_at = now();
  if (phase_ == Phase::open) {
    last_activity_ = read_at;
    socket_.read_more(kMaxRead);
    return receive(read_at);
  }
  dropped_ += static_cast<std::uint32_t>(socket_.input_size());
  receive_deferred(read_at);
  if (dropped_ > kMaxDropped) socket_.pause();
}

void SocketStream::receive(base::Instant now) {
  const auto received = receive_from_transport(now);
  if (phase_ != Phase::open) return;
  if (received.ready && handler_ != nullptr) handler_->on_ready();
  if (received.input && handler_ != nullptr) handler_->on_input();
  if (received.ended) end_input();
}

void SocketStream::handle_written() {
  const auto written_at = now();
  const bool progress = socket_.update_backlog();
  update_output(written_at, false);
  if (phase_ == Phase::draining) {
    if (queued() == 0) finish_writing();
    return;
  }
  last_activity_ = written_at;
  if (progress && handler_ != nullptr) handler_->on_written();
}

void SocketStream::end_input() {
  const bool reported = peer_ended_;
  peer_ended_ = true;
  if (!reported) transport().end_input();
  if (phase_ == Phase::draining && queued() == 0) finish_writing();
  if (phase_ == Phase::draining && shut_down_) finish(CloseReason::orderly);
  if (phase_ == Phase::open && !reported && handler_ != nullptr) handler_->on_peer_ended();
}

void SocketStream::handle_event(short what) {
  const bool error = (what & BEV_EVENT_EOF) == 0;
  if (error) socket_.mark_lost();
  if (error && phase_ == Phase::draining) finish(CloseReason::reset);
  if (phase_ == Phase::closed || (error && (what & BEV_EVENT_WRITING) != 0)) return;
  end_input();
}

}  // namespace tertulia::reactor
