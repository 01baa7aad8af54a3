/// The time limits of a session.
#include <algorithm>

#include "tertulia/server/access_log.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

void Session::on_due(base::Instant now) {
  const auto cause = log_cause();
  if (limiter_.try_resume(now) && may_read()) stream_->resume_input();
  if (may_read()) read_input();
  if (is_open()) check_reset(now);
  if (is_open()) may_be_idle() ? check_idle(now) : check_login(now);
  if (is_open()) schedule();
}

/// The input before a reset is still read at the client's rate, but only for a limited time.
void Session::check_reset(base::Instant now) {
  const auto timeout = owner_.limits().send_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (stream_->lost()) lose();
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
  if (now < prompt_at()) return;
  prompted_ = true;
  send(chat::NameRequest{});
}

/// In TLS the time begins when the handshake is finished.
base::Instant Session::prompt_at() const {
  const bool possible = encrypted_ ? stream_->ready() : !tls_required_;
  if (trust_ == chat::Trust::console || !possible || !counted_ || prompted_ || has_input_)
    return base::Instant::max();
  return (encrypted_ ? stream_->last_activity() : opened_at_) + kPromptDelay;
}

void Session::close_login() {
  if (!encrypted_ && tls_required_) {
    use_dialect(wire::default_dialect());
    handle_error({wire::DecodeError::Kind::tls_required});
    return;
  }
  if (encrypted_ && !stream_->ready()) {
    access_log::tls_failed(peer_.name, "no handshake in time");
    return leave();
  }
  if (!counted_) return owner_.settle(*this);
  const auto timeout = owner_.limits().login_timeout;
  access_log::login_timed_out(peer_.name, timeout);
  close(chat::Closing{chat::CloseReason::no_name, timeout});
}

void Session::set_counted() {
  counted_ = true;
  schedule();
}

base::Duration Session::login_timeout() const {
  return owner_.limits().login_timeout / (counted_ ? 1 : kLoginGraceDivisor);
}

bool Session::login_overdue(base::Instant now) const { return now >= opened_at_ + login_timeout(); }

void Session::check_idle(base::Instant now) {
  const auto timeout = owner_.limits().idle_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (has_unread()) return;
  send(chat::Closing{chat::CloseReason::idle, timeout});
  leave(chat::LeaveReason::idle);
}

void Session::schedule() {
  const auto& limits = owner_.limits();
  auto due = base::Instant::max();
  if (limiter_.throttled()) due = limiter_.resumes_at();
  if (!may_read()) due = std::min(due, next_reset_check());
  if (may_be_idle()) {
    if (limits.idle_timeout != base::Duration::zero()) {
      due = std::min(due, stream_->last_activity() + limits.idle_timeout);
    }
  } else {
    due = std::min(due, opened_at_ + login_timeout());
    due = std::min(due, prompt_at());
  }
  deadline_.set(due);
}

}  // namespace tertulia::server
