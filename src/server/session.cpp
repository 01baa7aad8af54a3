#include "tertulia/server/session.h"

#include <algorithm>
#include <utility>

#include "tertulia/server/access_log.h"

namespace tertulia::server {

reactor::Stream::Limits stream_limits(const base::Limits& limits) {
  return {limits.send_queue, limits.drain_timeout, limits.send_timeout};
}

Session::Session(Owner& owner, reactor::Deadlines& deadlines, reactor::StreamHandle stream,
                 reactor::Peer peer, SessionState state)
    : owner_(owner),
      id_(state.id),
      peer_(std::move(peer)),
      opened_at_(state.opened_at),
      stream_(std::move(stream)),
      subscriber_(*stream_),
      deadline_(deadlines, *this),
      dialect_(state.dialect != nullptr ? state.dialect : &wire::default_dialect()),
      decoder_(std::move(state.decoder)),
      recent_(state.recent),
      limiter_(state.limiter),
      phase_(state.phase),
      prompted_(state.prompted),
      has_input_(state.has_input) {
  if (!state.unread.empty()) unread_ = std::make_unique<std::string>(std::move(state.unread));
  apply_input_limits();
  stream_->set_handler(*this);
  if (limiter_.throttled()) stream_->pause_input();
  schedule();
  if (unread_) deadline_.set(owner_.now());
}

SessionState Session::detach() {
  SessionState state(id_, limiter_, opened_at_);
  state.phase = phase_;
  state.recent = recent_;
  state.dialect = decoder_ ? dialect_ : nullptr;
  state.decoder = std::move(decoder_);
  state.prompted = prompted_;
  state.has_input = has_input_;
  if (unread_) state.unread = std::move(*unread_);
  for (auto bytes = stream_->input(); !bytes.empty(); bytes = stream_->input()) {
    state.unread += bytes;
    stream_->consume(bytes.size());
  }
  subscriber_.unsubscribe();
  phase_ = Phase::closing;
  return state;
}

void Session::send(const chat::Event& event) {
  std::string text;
  dialect_->render(event, text);
  send_rendered(text);
}

void Session::send_rendered(std::string_view text) {
  owner_.count().lines_sent += count_lines(text);
  subscriber_.send(text);
}

void Session::set_member() {
  phase_ = Phase::member;
  decoder_->set_logged_in();
}

void Session::resume() {
  pending_ = false;
  if (may_read()) stream_->resume_input();
  read_input();
}

void Session::read_held() {
  held_ = false;
  if (may_read()) stream_->resume_input();
  decode_input();
}

void Session::hold_if_needed() {
  auto& backpressure = owner_.backpressure();
  if (!backpressure.active() || !may_read() || next_input().empty()) return;
  if (backpressure.admits(load())) return;
  held_ = true;
  backpressure.hold(id_);
}

bool Session::accepts_private() const {
  return stream_->queued() <= owner_.limits().send_queue / kPrivateQueueDivisor;
}

void Session::close(const chat::Event& reason) {
  if (!is_open()) return;
  send(reason);
  if (phase_ == Phase::login) owner_.on_left(*this);  // a login may be pending
  start_closing();
}

void Session::start_closing() {
  phase_ = Phase::closing;
  held_ = false;
  subscriber_.unsubscribe();
  stream_->close();
  deadline_.clear();
}

void Session::apply_limits() {
  const auto& limits = owner_.limits();
  stream_->set_limits(stream_limits(limits));
  apply_input_limits();
  limiter_.refill();
  if (is_open()) schedule();
}

void Session::apply_input_limits() {
  const auto& limits = owner_.limits();
  limiter_.set_limits({limits.rate, limits.burst});
  if (decoder_) decoder_->set_max_line(limits.max_line);
}

/// An overdue login gets more time while it has unread input. Now the input is read.
void Session::on_input() {
  read_input();
  if (!is_open() || phase_ != Phase::login || held_) return;
  if (login_overdue(owner_.now())) close_login();
}

void Session::on_peer_ended() {
  peer_ended_ = true;
  read_input();
}

void Session::on_closed(reactor::Stream::CloseReason reason) { owner_.on_closed(*this, reason); }

void Session::read_input() {
  hold_if_needed();
  decode_input();
}

std::string_view Session::next_input() const {
  return unread_ ? std::string_view(*unread_) : stream_->input();
}

void Session::decode_input() {
  while (may_read()) {
    const auto bytes = next_input();
    if (bytes.empty()) break;
    if (!decoder_) detect_dialect(bytes);
    const auto used = decoder_->feed(bytes, *this);
    const auto now = owner_.now();
    limiter_.charge_input(used, now);
    recent_.add(used, now);
    consume(used);
  }
  if (!is_open()) return;
  has_input_ = has_input_ || (decoder_ && decoder_->has_partial_request());
  if (!may_read()) {
    stream_->pause_input();
  } else if (peer_ended_) {
    return handle_end_of_input();
  }
  schedule();
}

void Session::consume(std::size_t bytes) {
  if (!unread_) return stream_->consume(bytes);
  unread_->erase(0, bytes);
  if (unread_->empty()) unread_.reset();
}

void Session::detect_dialect(std::string_view first_bytes) {
  dialect_ = &wire::detect_dialect(first_bytes);
  decoder_ = dialect_->make_decoder(owner_.limits().max_line);
}

void Session::handle_end_of_input() {
  if (decoder_) decoder_->finish(*this);
  if (!is_open()) return;
  if (pending_) return schedule();
  leave();
}

bool Session::handle_command(const chat::Command& command, std::size_t bytes) {
  ++owner_.count().lines_received;
  has_input_ = true;
  const bool blank = std::holds_alternative<chat::Nothing>(command);
  const auto size = std::max(bytes, wire::rendered_size(command));
  const auto result = owner_.execute(*this, command);
  if (result == chat::CommandResult::leave) leave();
  pending_ = result == chat::CommandResult::pending;
  if (!blank) charge(size, bytes);
  hold_if_needed();
  return may_read();
}

/// The request's own bytes are added to the recent ones when they are consumed.
void Session::charge(std::size_t size, std::size_t bytes) {
  const auto now = owner_.now();
  limiter_.charge_line(size, now);
  recent_.add(size - bytes, now);
}

bool Session::handle_error(const wire::DecodeError& error) {
  ++owner_.count().lines_received;
  std::string text;
  dialect_->render_error(error, owner_.limits().max_line, text);
  send_rendered(text);
  if (error.ends_connection()) {
    access_log::rejected(peer_.name, error, owner_.limits().max_line);
    leave();
  }
  limiter_.charge_line(0, owner_.now());
  return may_read();
}

void Session::leave() {
  owner_.on_left(*this);
  start_closing();
}

void Session::on_due(base::Instant now) {
  if (limiter_.try_resume(now) && may_read()) stream_->resume_input();
  if (may_read()) read_input();
  if (is_open()) check_reset(now);
  if (is_open()) phase_ == Phase::member ? check_idle(now) : check_login(now);
  if (is_open()) schedule();
}

/// The input before a reset is still read at the client's rate, but only for a limited time.
void Session::check_reset(base::Instant now) {
  const auto timeout = owner_.limits().send_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (stream_->lost()) leave();
}

/// While a client is not read, nothing else shows that its connection is gone.
base::Instant Session::next_reset_check() {
  const auto timeout = owner_.limits().send_timeout;
  if (timeout == base::Duration::zero()) return base::Instant::max();
  const auto now = owner_.now();
  const auto first = stream_->last_activity() + timeout;
  return first > now ? first : now + timeout;
}

/// Unread input means that our loop is late, not the client.
bool Session::has_unread() const { return held_ || (may_read() && stream_->has_unread()); }

void Session::check_login(base::Instant now) {
  if (login_overdue(now) && !has_unread()) return close_login();
  if (prompted_ || has_input_ || now < opened_at_ + kPromptDelay) return;
  prompted_ = true;
  send(chat::NameRequest{});
}

void Session::close_login() {
  const auto timeout = owner_.limits().login_timeout;
  access_log::login_timed_out(peer_.name, timeout);
  close(chat::Closing{chat::CloseReason::no_name, timeout});
}

bool Session::login_overdue(base::Instant now) const {
  return now >= opened_at_ + owner_.limits().login_timeout;
}

void Session::check_idle(base::Instant now) {
  const auto timeout = owner_.limits().idle_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (has_unread()) return;
  send(chat::Closing{chat::CloseReason::idle, timeout});
  leave();
}

void Session::schedule() {
  const auto& limits = owner_.limits();
  auto due = base::Instant::max();
  if (limiter_.throttled()) due = limiter_.resumes_at();
  if (!may_read()) due = std::min(due, next_reset_check());
  if (phase_ == Phase::member) {
    if (limits.idle_timeout != base::Duration::zero()) {
      due = std::min(due, stream_->last_activity() + limits.idle_timeout);
    }
  } else {
    due = std::min(due, opened_at_ + limits.login_timeout);
    if (!prompted_ && !has_input_) due = std::min(due, opened_at_ + kPromptDelay);
  }
  deadline_.set(due);
}

}  // namespace tertulia::server
