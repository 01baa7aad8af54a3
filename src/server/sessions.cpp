#include "tertulia/server/sessions.h"

#include <utility>

namespace tertulia::server {

Session& Sessions::add(std::unique_ptr<Session> session) {
  const auto id = session->id();
  if (session->phase() == Session::Phase::login) nameless_.insert(id);
  return *sessions_.emplace(id, std::move(session)).first->second;
}

void Sessions::remove(chat::MemberId client) {
  nameless_.erase(client);
  sessions_.erase(client);
}

Session* Sessions::find(chat::MemberId client) const {
  const auto found = sessions_.find(client);
  return found == sessions_.end() ? nullptr : found->second.get();
}

Session* Sessions::oldest_nameless() const {
  return nameless_.empty() ? nullptr : find(*nameless_.begin());
}

}  // namespace tertulia::server
