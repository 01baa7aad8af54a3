#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <set>
#include <unordered_map>

#include "tertulia/chat/ids.h"
#include "tertulia/server/detached_sessions.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

/// The sessions of all clients: with a connection, or detached from it.
class Sessions {
 public:
  /// The maximum number of connections that drain without a client. Further ones are closed
  /// without draining.
  static constexpr std::size_t kMaxDraining = 64;

  explicit Sessions(DetachedSessions& detached) : detached_(detached) {}

  Session& add(std::unique_ptr<Session> session);
  /// Destroys it.
  void remove(chat::MemberId client);
  /// Its state is detached: it only drains its connection, and is not found any more.
  void set_aside(const Session& session);
  /// Destroys a session that was set aside. Returns false for another one.
  bool remove_aside(const Session& session);
  /// The session with a connection; null if there is none.
  Session* find(chat::MemberId client) const;
  DetachedSessions& detached() const { return detached_; }
  /// What the server remembers for a client that can resume; null for others.
  ResumeMemory* memory_of(chat::MemberId client) const;
  /// Whether there is no connection.
  bool empty() const { return sessions_.empty() && aside_.empty(); }

  /// The client has a name now.
  void set_named(chat::MemberId client) { nameless_.erase(client); }
  /// Number of clients without a name.
  std::size_t nameless() const { return nameless_.size(); }
  /// The client without a name that connected first; null if there is none.
  Session* oldest_nameless() const;
  /// A connection counts as a client without a name from now on.
  void count(Session& session);

  /// Calls `handle` for each session with a connection. It must not add or remove one.
  template <class Handle>
  void for_each(Handle handle) const {
    for (const auto& [id, session] : sessions_) handle(*session);
  }

 private:
  DetachedSessions& detached_;
  std::unordered_map<chat::MemberId, std::unique_ptr<Session>> sessions_;
  std::deque<std::unique_ptr<Session>> aside_;
  std::set<chat::MemberId> nameless_;  // in the order in which they connected
};

}  // namespace tertulia::server
