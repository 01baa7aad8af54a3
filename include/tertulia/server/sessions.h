#pragma once

#include <cstddef>
#include <memory>
#include <set>
#include <unordered_map>

#include "tertulia/chat/ids.h"
#include "tertulia/server/session.h"

namespace tertulia::server {

/// The sessions of all clients that are connected.
class Sessions {
 public:
  Session& add(std::unique_ptr<Session> session);
  /// Destroys it.
  void remove(chat::MemberId client);
  /// Null if there is none.
  Session* find(chat::MemberId client) const;
  bool empty() const { return sessions_.empty(); }

  /// The client has a name now.
  void set_named(chat::MemberId client) { nameless_.erase(client); }
  /// Number of clients without a name.
  std::size_t nameless() const { return nameless_.size(); }
  /// The client without a name that connected first; null if there is none.
  Session* oldest_nameless() const;

  /// Calls `handle` for each session. It must not add or remove one.
  template <class Handle>
  void for_each(Handle handle) const {
    for (const auto& [id, session] : sessions_) handle(*session);
  }

 private:
  std::unordered_map<chat::MemberId, std::unique_ptr<Session>> sessions_;
  std::set<chat::MemberId> nameless_;  // in the order in which they connected
};

}  // namespace tertulia::server
