#include "tertulia/server/detached_sessions.h"

#include <algorithm>

#include "tertulia/reactor/reactor.h"

namespace tertulia::server {

DetachedSessions::DetachedSessions(reactor::Reactor& reactor, OnExpired on_expired)
    : reactor_(reactor),
      on_expired_(std::move(on_expired)),
      timer_(reactor, [this] { expire(); }) {}

void DetachedSessions::set_timeout(base::Duration timeout) {
  timeout_ = timeout;
  schedule();
}

void DetachedSessions::add(SessionState state, chat::LeaveReason reason) {
  const auto id = state.id;
  const auto now = reactor_.now();
  if (state.memory) state.memory->private_messages().keep_all(true);
  sessions_.emplace(id, Detached{std::move(state), reason, now});
  by_age_.emplace(now, id);
  if (!timer_.pending()) schedule();
}

SessionState* DetachedSessions::find(chat::MemberId client) {
  const auto found = sessions_.find(client);
  return found == sessions_.end() ? nullptr : &found->second.state;
}

std::optional<SessionState> DetachedSessions::take(chat::MemberId client) {
  auto found = sessions_.extract(client);
  if (found.empty()) return std::nullopt;
  by_age_.erase({found.mapped().since, client});
  auto& state = found.mapped().state;
  if (state.memory) state.memory->private_messages().keep_all(false);
  return std::move(state);
}

void DetachedSessions::end(chat::MemberId client) {
  const auto found = sessions_.find(client);
  if (found == sessions_.end()) return;
  const auto reason = found->second.reason;
  on_expired_(*take(client), reason);
}

void DetachedSessions::clear() {
  timer_.stop();
  by_age_.clear();
  sessions_.clear();
}

void DetachedSessions::expire() {
  const auto now = reactor_.now();
  while (!by_age_.empty() && by_age_.begin()->first + timeout_ <= now) {
    const auto client = by_age_.begin()->second;
    const auto reason = sessions_.at(client).reason;
    on_expired_(*take(client), reason);
  }
  schedule();
}

void DetachedSessions::schedule() {
  if (by_age_.empty()) return timer_.stop();
  const auto left = by_age_.begin()->first + timeout_ - reactor_.now();
  timer_.start(std::max(base::Duration::zero(), std::chrono::ceil<base::Duration>(left)));
}

}  // namespace tertulia::server
