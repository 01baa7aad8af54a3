#include "tertulia/server/sessions.h"

#include <algorithm>
#include <utility>

namespace tertulia::server {

Session& Sessions::add(std::unique_ptr<Session> session) {
  const auto id = session->id();
  if (session->lacks_name() && session->counted()) nameless_.insert(id);
  return *sessions_.emplace(id, std::move(session)).first->second;
}

void Sessions::remove(chat::MemberId client) {
  nameless_.erase(client);
  sessions_.erase(client);
}

void Sessions::set_aside(const Session& session) {
  if (aside_.size() >= kMaxDraining) aside_.pop_front();
  aside_.push_back(std::move(sessions_.extract(session.id()).mapped()));
}

bool Sessions::remove_aside(const Session& session) {
  return std::erase_if(aside_, [&session](const auto& one) { return one.get() == &session; }) > 0;
}

Session* Sessions::find(chat::MemberId client) const {
  const auto found = sessions_.find(client);
  return found == sessions_.end() ? nullptr : found->second.get();
}

ResumeMemory* Sessions::memory_of(chat::MemberId client) const {
  if (const auto* session = find(client)) return session->memory();
  const auto* state = detached_.find(client);
  return state == nullptr ? nullptr : state->memory.get();
}

Session* Sessions::oldest_nameless() const {
  return nameless_.empty() ? nullptr : find(*nameless_.begin());
}

void Sessions::count(Session& session) {
  session.set_counted();
  if (session.lacks_name()) nameless_.insert(session.id());
}

}  // namespace tertulia::server
