#include "tertulia/server/session.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "tertulia/base/log.h"
#include "tertulia/wire/plain.h"

namespace tertulia::server {
namespace {

reactor::Stream::Limits stream_limits(const base::Limits& limits) {
  return {limits.send_queue, limits.drain_timeout, limits.send_timeout};
}

wire::RateLimitedReader::Limits input_limits(const base::Limits& limits) {
  return {limits.max_line, limits.rate, limits.burst};
}

std::string_view describe(reactor::Stream::CloseReason end) {
  switch (end) {
    case reactor::Stream::CloseReason::orderly:
      return "orderly";
    case reactor::Stream::CloseReason::drain_timeout:
      return "drain timeout";
    case reactor::Stream::CloseReason::reset:
      return "connection lost";
    case reactor::Stream::CloseReason::overflow:
      return "more waited for it than --send-queue and --send-queues allow";
    case reactor::Stream::CloseReason::stalled:
      return "it took nothing for --send-timeout";
    case reactor::Stream::CloseReason::aborted:
      return "aborted";
  }
  return {};
}

}  // namespace

Session::Session(Shared& shared, chat::MemberId id, reactor::Socket socket, reactor::Peer peer)
    : shared_(shared),
      id_(id),
      peer_(std::move(peer)),
      opened_(shared.reactor.now()),
      stream_(reactor::Stream::create(shared.reactor, shared.deadlines, std::move(socket), *this,
                                      stream_limits(shared.limits))),
      subscriber_(*stream_),
      deadline_(shared.deadlines, *this),
      reader_(input_limits(shared.limits), shared.rate_limits.restore(peer_.host, opened_),
              opened_) {
  if (reader_.throttled()) stream_->pause_input();
  schedule();
}

Session::~Session() {
  shared_.broadcast.unsubscribe(subscriber_);
  shared_.rate_limits.save(peer_.host, reader_.spent(), shared_.reactor.now());
}

void Session::tell(const chat::Event& event) {
  std::string text;
  wire::plain::render(event, text);
  shared_.broadcast.to_one(subscriber_, text);
}

void Session::dismiss(const chat::Event& why) {
  tell(why);
  stream_->close();
  deadline_.clear();
}

void Session::apply_limits() {
  stream_->set_limits(stream_limits(shared_.limits));
  reader_.set_limits(input_limits(shared_.limits));
  if (stream_->open()) schedule();
}

/// Who was given time because this loop had not come to their input has it no longer.
void Session::on_input() {
  read_lines();
  if (!is_member() && login_overdue(shared_.reactor.now())) close_unnamed();
}

void Session::read_lines() {
  while (!reader_.throttled() && stream_->open()) {
    const auto bytes = stream_->input();
    if (bytes.empty()) break;
    stream_->consume(reader_.feed(bytes, *this, shared_.reactor.now()));
  }
  heard_ = heard_ || reader_.has_partial_line();
  if (!stream_->open()) return;
  if (reader_.throttled()) {
    stream_->pause_input();
  } else if (ended_) {
    return handle_end_of_input();
  }
  schedule();
}

void Session::handle_end_of_input() {
  reader_.finish(*this, shared_.reactor.now());
  if (stream_->open()) leave();
}

void Session::on_peer_ended() {
  ended_ = true;
  read_lines();
}

bool Session::handle_line(std::string_view line) {
  ++shared_.statistics.lines_received;
  heard_ = true;
  const auto command = is_member() ? wire::plain::parse(line) : wire::plain::parse_login(line);
  if (shared_.hub.execute(id_, command) == chat::Hub::CommandResult::leave) leave();
  return stream_->open();
}

bool Session::handle_overlong_line() {
  ++shared_.statistics.lines_received;
  tell(chat::RefusedLength{shared_.limits.max_line});
  if (!is_member()) tell(chat::NameRequest{});
  return stream_->open();
}

void Session::leave() {
  shared_.hub.remove(id_);
  stream_->close();
  deadline_.clear();
}

void Session::on_due(base::Instant now) {
  if (reader_.try_resume(now)) {
    stream_->resume_input();
    read_lines();
  }
  if (stream_->open()) check_lost(now);
  if (stream_->open()) is_member() ? check_idle(now) : check_login(now);
  if (stream_->open()) schedule();
}

/// What somebody who has gone had sent before is said at their rate, but not for ever.
void Session::check_lost(base::Instant now) {
  const auto timeout = shared_.limits.send_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (stream_->lost()) leave();
}

/// While it rests nothing else would show that it is gone.
base::Instant Session::next_loss_check() {
  const auto timeout = shared_.limits.send_timeout;
  if (timeout == base::Duration::zero()) return base::Instant::max();
  const auto now = shared_.reactor.now();
  const auto first = stream_->last_activity() + timeout;
  return first > now ? first : now + timeout;
}

/// Then it was this loop that did not come to it in time.
bool Session::has_unread() const { return !reader_.throttled() && stream_->has_unread(); }

void Session::check_login(base::Instant now) {
  if (login_overdue(now) && !has_unread()) return close_unnamed();
  if (prompted_ || heard_ || now < opened_ + kPromptDelay) return;
  prompted_ = true;
  tell(chat::NameRequest{});
}

bool Session::login_overdue(base::Instant now) const {
  return now >= opened_ + shared_.limits.login_timeout;
}

void Session::close_unnamed() {
  if (!stream_->open()) return;
  dismiss(chat::Closing{chat::CloseReason::no_name, shared_.limits.login_timeout});
}

void Session::check_idle(base::Instant now) {
  const auto timeout = shared_.limits.idle_timeout;
  if (timeout == base::Duration::zero() || now < stream_->last_activity() + timeout) return;
  if (has_unread()) return;
  tell(chat::Closing{chat::CloseReason::idle, timeout});
  leave();
}

void Session::schedule() {
  const auto& limits = shared_.limits;
  auto due = base::Instant::max();
  if (reader_.throttled()) due = std::min(reader_.resumes_at(), next_loss_check());
  if (is_member()) {
    if (limits.idle_timeout != base::Duration::zero()) {
      due = std::min(due, stream_->last_activity() + limits.idle_timeout);
    }
  } else {
    due = std::min(due, opened_ + limits.login_timeout);
    if (!prompted_ && !heard_) due = std::min(due, opened_ + kPromptDelay);
  }
  deadline_.set(due);
}

void Session::on_closed(reactor::Stream::CloseReason end) {
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} closed: {}", peer_.name, describe(end)));
  }
  using CloseReason = reactor::Stream::CloseReason;
  const bool too_slow = end == CloseReason::overflow || end == CloseReason::stalled;
  if (too_slow) {
    ++shared_.statistics.slow_readers_dropped;
    base::log::warn(fmt::format("{} reads too slowly: {}", peer_.name, describe(end)));
  }
  shared_.hub.remove(id_, too_slow ? chat::LeaveReason::slow : chat::LeaveReason::left);
  shared_.on_ended(id_);
}

}  // namespace tertulia::server
