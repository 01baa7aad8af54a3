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

wire::PacedReader::Limits input_limits(const base::Limits& limits) {
  return {limits.max_line, limits.rate, limits.burst};
}

std::string_view describe(reactor::Stream::End end) {
  switch (end) {
    case reactor::Stream::End::orderly:
      return "orderly";
    case reactor::Stream::End::impatient:
      return "drain timeout";
    case reactor::Stream::End::lost:
      return "connection lost";
    case reactor::Stream::End::overflow:
      return "more waited for it than --send-queue and --send-queues allow";
    case reactor::Stream::End::stalled:
      return "it took nothing for --send-timeout";
    case reactor::Stream::End::aborted:
      return "aborted";
  }
  return {};
}

}  // namespace

Session::Session(Shared& shared, chat::MemberId id, reactor::Socket socket, reactor::Peer peer)
    : shared_(shared),
      id_(id),
      peer_(std::move(peer)),
      opened_(reactor::Reactor::now()),
      stream_(shared.reactor, shared.deadlines, std::move(socket), *this,
              stream_limits(shared.limits)),
      subscriber_(stream_),
      deadline_(shared.deadlines, *this),
      reader_(input_limits(shared.limits), shared.debts.take_over(peer_.host, opened_), opened_) {
  if (reader_.resting()) stream_.pause_input();
  schedule();
}

Session::~Session() {
  shared_.fanout.unsubscribe(subscriber_);
  shared_.debts.leave(peer_.host, reader_.spent(), reactor::Reactor::now());
}

void Session::tell(const chat::Event& event) {
  std::string text;
  wire::plain::render(event, text);
  shared_.fanout.to_one(subscriber_, text);
}

void Session::dismiss(const chat::Event& why) {
  tell(why);
  stream_.close();
  deadline_.clear();
}

void Session::apply_limits() {
  stream_.set_limits(stream_limits(shared_.limits));
  reader_.set_limits(input_limits(shared_.limits));
  if (stream_.open()) schedule();
}

/// Who was given time because this loop had not come to their input has it no longer.
void Session::on_input() {
  take_lines();
  if (!is_member() && login_overdue(reactor::Reactor::now())) dismiss_nameless();
}

void Session::take_lines() {
  while (!reader_.resting() && stream_.open()) {
    const auto bytes = stream_.input();
    if (bytes.empty()) break;
    stream_.consume(reader_.feed(bytes, *this, reactor::Reactor::now()));
  }
  heard_ = heard_ || reader_.has_partial_line();
  if (!stream_.open()) return;
  if (reader_.resting()) {
    stream_.pause_input();
  } else if (ended_) {
    return take_end();
  }
  schedule();
}

void Session::take_end() {
  reader_.finish(*this, reactor::Reactor::now());
  if (stream_.open()) leave();
}

void Session::on_peer_ended() {
  ended_ = true;
  take_lines();
}

bool Session::take_line(std::string_view line) {
  ++shared_.statistics.lines_received;
  heard_ = true;
  const auto command = is_member() ? wire::plain::parse(line) : wire::plain::parse_login(line);
  if (shared_.hub.obey(id_, command) == chat::Hub::Verdict::leave) leave();
  return stream_.open();
}

bool Session::take_overlong_line() {
  ++shared_.statistics.lines_received;
  tell(chat::RefusedLength{shared_.limits.max_line});
  if (!is_member()) tell(chat::AskedName{});
  return stream_.open();
}

void Session::leave() {
  shared_.hub.remove(id_);
  stream_.close();
  deadline_.clear();
}

void Session::on_due(base::Instant now) {
  if (reader_.wake(now)) {
    stream_.resume_input();
    take_lines();
  }
  if (stream_.open()) check_lost(now);
  if (stream_.open()) is_member() ? check_idle(now) : check_login(now);
  if (stream_.open()) schedule();
}

/// What somebody who has gone had sent before is said at their rate, but not for ever.
void Session::check_lost(base::Instant now) {
  const auto patience = shared_.limits.send_timeout;
  if (patience == base::Duration::zero() || now < stream_.last_activity() + patience) return;
  if (stream_.lost()) leave();
}

/// While it rests nothing else would show that it is gone.
base::Instant Session::next_look_for_loss() {
  const auto patience = shared_.limits.send_timeout;
  if (patience == base::Duration::zero()) return base::Instant::max();
  const auto now = reactor::Reactor::now();
  const auto first = stream_.last_activity() + patience;
  return first > now ? first : now + patience;
}

/// Then it was this loop that did not come to it in time.
bool Session::has_unread() const { return !reader_.resting() && stream_.has_unread(); }

void Session::check_login(base::Instant now) {
  if (login_overdue(now) && !has_unread()) return dismiss_nameless();
  if (prompted_ || heard_ || now < opened_ + kPromptDelay) return;
  prompted_ = true;
  tell(chat::AskedName{});
}

bool Session::login_overdue(base::Instant now) const {
  return now >= opened_ + shared_.limits.login_timeout;
}

void Session::dismiss_nameless() {
  if (!stream_.open()) return;
  dismiss(chat::Closing{chat::CloseReason::no_name, shared_.limits.login_timeout});
}

void Session::check_idle(base::Instant now) {
  const auto patience = shared_.limits.idle_timeout;
  if (patience == base::Duration::zero() || now < stream_.last_activity() + patience) return;
  if (has_unread()) return;
  tell(chat::Closing{chat::CloseReason::idle, patience});
  leave();
}

void Session::schedule() {
  const auto& limits = shared_.limits;
  auto due = base::Instant::max();
  if (reader_.resting()) due = std::min(reader_.rested_at(), next_look_for_loss());
  if (is_member()) {
    if (limits.idle_timeout != base::Duration::zero()) {
      due = std::min(due, stream_.last_activity() + limits.idle_timeout);
    }
  } else {
    due = std::min(due, opened_ + limits.login_timeout);
    if (!prompted_ && !heard_) due = std::min(due, opened_ + kPromptDelay);
  }
  deadline_.set(due);
}

void Session::on_closed(reactor::Stream::End end) {
  if (base::log::enabled(base::log::Level::debug)) {
    base::log::debug(fmt::format("{} closed: {}", peer_.name, describe(end)));
  }
  using End = reactor::Stream::End;
  const bool too_slow = end == End::overflow || end == End::stalled;
  if (too_slow) {
    ++shared_.statistics.slow_readers_dropped;
    base::log::warn(fmt::format("{} reads too slowly: {}", peer_.name, describe(end)));
  }
  shared_.hub.remove(id_, too_slow ? chat::Parting::too_slow : chat::Parting::ordinary);
  shared_.on_ended(id_);
}

}  // namespace tertulia::server
