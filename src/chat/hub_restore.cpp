/// How a hub goes on with the rooms and members of a former server.
#include <utility>
#include <variant>
#include <vector>

#include "tertulia/chat/hub.h"

namespace tertulia::chat {

void Hub::restore(const ArchivedState& state) {
  last_ = state.last;
  restore_accounts(state.accounts);
  restore_rooms(state.rooms);
  for (const auto& session : state.sessions) restore_member(session);
  for (const auto& archived : state.rooms) {
    if (auto* room = rooms_.find(archived.id)) room->restore(archived);
  }
  order_.restore(state);
  for (const auto& message : state.recent) {
    if (auto* room = rooms_.find(message.room)) room->recent().add(message, recent_limit_);
  }
  for (const auto& archived : state.rooms) {
    rooms_.find(archived.id) == nullptr ? delivery_.closed(archived.id)
                                        : close_if_empty(archived.id);
  }
}

void Hub::restore_accounts(const std::vector<ArchivedAccount>& accounts) {
  for (const auto& archived : accounts) {
    const auto parsed = Name::parse(archived.name);
    const auto* name = std::get_if<Name>(&parsed);
    if (name == nullptr) continue;
    registry_.add({archived.id, *name, archived.password, archived.keys, archived.since,
                   archived.is_operator});
  }
}

void Hub::restore_rooms(const std::vector<ArchivedRoom>& rooms) {
  for (const auto& archived : rooms) {
    const auto parsed = Name::parse(archived.name);
    const auto* name = std::get_if<Name>(&parsed);
    if (name == nullptr || rooms_.find(*name) != nullptr || rooms_.find(archived.id) != nullptr)
      continue;
    const bool kept = registry_.find(archived.founder_account) != nullptr;
    rooms_.make(archived.id, *name,
                {archived.founder, kept ? archived.founder_account : AccountId{}});
  }
}

void Hub::restore_member(const ArchivedSession& session) {
  const auto parsed = Name::parse(session.name);
  const auto* name = std::get_if<Name>(&parsed);
  if (name == nullptr || !people_.is_free(*name, session.id)) return;
  const auto* owner = registry_.find(*name);
  if (owner != nullptr && owner->id != session.account) return;
  people_.add(session.id, *name);
  set_account(session.id, session.account);
  auto& person = *people_.find(session.id);
  rooms_.lobby().add(session.id);
  for (const auto& visit : session.rooms) {
    auto* room = rooms_.find(visit.room);
    if (room == nullptr) continue;
    room->add(session.id);
    person.enter(visit.room);
  }
}

}  // namespace tertulia::chat
