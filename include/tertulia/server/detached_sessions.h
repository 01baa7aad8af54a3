#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include "tertulia/base/units.h"
#include "tertulia/chat/entry.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/session_state.h"

namespace tertulia::server {

/// The sessions of clients whose connection was lost, which may go on over another connection for
/// `--resume-timeout`. Then they end.
class DetachedSessions {
 public:
  /// Called with a session whose time is over.
  using OnExpired = std::function<void(SessionState state, chat::LeaveReason reason)>;

  DetachedSessions(reactor::Reactor& reactor, OnExpired on_expired);

  /// From now on sessions have this time, also those that are here.
  void set_timeout(base::Duration timeout);
  /// `reason`: why its client leaves if it does not come back.
  void add(SessionState state, chat::LeaveReason reason);
  /// Null if it is not here.
  SessionState* find(chat::MemberId client);
  std::optional<SessionState> take(chat::MemberId client);
  /// The time of this session is over. Does nothing if it is not here.
  void end(chat::MemberId client);
  std::size_t size() const { return sessions_.size(); }
  /// Calls `handle` for each state. It must not add or take one.
  template <class Handle>
  void for_each(Handle handle) const {
    for (const auto& [client, detached] : sessions_) handle(detached.state);
  }
  /// Drops all, and calls nobody.
  void clear();

 private:
  struct Detached {
    SessionState state;
    chat::LeaveReason reason;
    base::Instant since;
  };

  void expire();
  void schedule();

  reactor::Reactor& reactor_;
  OnExpired on_expired_;
  base::Duration timeout_{};
  std::unordered_map<chat::MemberId, Detached> sessions_;
  std::set<std::pair<base::Instant, chat::MemberId>> by_age_;
  reactor::Timer timer_;
};

}  // namespace tertulia::server
