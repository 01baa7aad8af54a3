#include "tertulia/chat/room.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <string_view>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/delivery.h"

namespace tertulia::chat {

void Nominees::insert(Identity who, const NameSource& clients) {
  if (who.account != AccountId{}) {
    accounts_.insert(who.account);
    return;
  }
  ids_.insert(who.session);
  if (ids_.size() < cleanup_at_) return;
  std::erase_if(ids_, [&clients](MemberId one) { return clients.name_of(one).empty(); });
  cleanup_at_ = std::max(kFirstCleanup, 2 * ids_.size());
}

void Nominees::erase(Identity who) {
  ids_.erase(who.session);
  accounts_.erase(who.account);
}

Room::Room(RoomId id, Name name, Identity founder, Delivery& delivery, const NameSource& names)
    : id_(id),
      name_(std::move(name)),
      founder_(founder),
      names_(names),
      notices_(delivery, *this, names) {}

bool Room::has(MemberId member) const { return std::ranges::binary_search(members_, member); }

/// Only who is invited or runs the room enters it while it is private, so they may see all.
void Room::add(MemberId member) {
  const auto place = std::ranges::lower_bound(members_, member);
  if (place != members_.end() && *place == member) return;
  members_.insert(place, member);
  if (private_) private_views_.emplace(member, EntryId{});
}

bool Room::remove(MemberId member) {
  const auto place = std::ranges::lower_bound(members_, member);
  if (place != members_.end() && *place == member) members_.erase(place);
  return private_views_.erase(member) > 0;
}

bool Room::is_founder(MemberId client) const {
  if (founder_.account == AccountId{}) return client == founder_.session && client != MemberId{};
  return founder_.account == names_.account_of(client);
}

bool Room::give_to_account(MemberId client, AccountId account, bool has_enough) {
  const Identity guest{client, {}};
  const bool founded = !has_enough && is_founder(client) && founder_.account == AccountId{};
  if (founded) founder_ = {client, account};
  bool had_right = founded;
  for (auto* nominees : {&operators_, &invited_}) {
    if (!nominees->contains(guest)) continue;
    nominees->erase(guest);
    nominees->restore(account);
    had_right = true;
  }
  return had_right;
}

bool Room::forget(AccountId account) {
  const Identity owner{{}, account};
  const bool had_right =
      founder_.account == account || operators_.contains(owner) || invited_.contains(owner);
  if (founder_.account == account) founder_.account = {};
  operators_.erase(account);
  invited_.erase(account);
  kicked_accounts_.erase(account);
  return had_right;
}

void Room::set_operator(MemberId client, bool on) {
  on ? operators_.insert(identify(client), names_) : operators_.erase(identify(client));
}

std::vector<MemberId> Room::operators() const {
  std::vector<MemberId> here;
  const bool of_accounts = founder_.account != AccountId{} || !operators_.accounts().empty();
  if (of_accounts) {
    std::ranges::copy_if(members_, std::back_inserter(here),
                         [this](MemberId one) { return is_run_by(one); });
    return here;
  }
  auto all = operators_.ids();
  all.insert(founder_.session);
  std::ranges::copy_if(all, std::back_inserter(here), [this](MemberId one) { return has(one); });
  return here;
}

std::optional<Problem> Room::check_entry(MemberId client, base::WallTime now) const {
  const auto is_out = [now](const auto& kicked, auto who) {
    const auto found = kicked.find(who);
    return found != kicked.end() && now < found->second;
  };
  if (is_out(kicked_, client) || is_out(kicked_accounts_, names_.account_of(client))) {
    return Problem::kicked_out;
  }
  if (private_ && !may_enter(client)) return Problem::room_private;
  return std::nullopt;
}

void Room::set_private(bool on, EntryId at) {
  if (on && !private_) {
    for (const auto member : members_) private_views_.emplace(member, at);
  }
  private_ = on;
}

void Room::invite(MemberId client, bool on, EntryId at) {
  if (on) {
    invited_.insert(identify(client), names_);
    kicked_.erase(client);
    kicked_accounts_.erase(names_.account_of(client));
    return;
  }
  invited_.erase(identify(client));
  private_views_.erase(client);
  if (private_ && has(client)) private_views_.emplace(client, at);
}

void Room::kick(MemberId client, base::WallTime now) {
  const auto is_over = [now](const auto& one) { return one.second <= now; };
  std::erase_if(kicked_, is_over);
  std::erase_if(kicked_accounts_, is_over);
  const auto who = identify(client);
  kicked_[client] = now + kKickTime;
  if (who.account != AccountId{}) kicked_accounts_[who.account] = now + kKickTime;
  invited_.erase(who);
}

RoomScope Room::scope_of(MemberId client) const {
  if (may_enter(client)) return {id_, EntryId{}};
  const auto view = private_views_.find(client);
  return {id_, view == private_views_.end() ? RoomScope::kNone : view->second};
}

ArchivedRoom Room::archived() const {
  ArchivedRoom archived{
      .id = id_,
      .name = name_.text(),
      .topic = topic_,
      .founder = founder_.session,
      .is_private = private_,
      .operators = {operators_.ids().begin(), operators_.ids().end()},
      .invited = {invited_.ids().begin(), invited_.ids().end()},
      .private_views = {},
      .founder_account = founder_.account,
      .operator_accounts = {operators_.accounts().begin(), operators_.accounts().end()},
      .invited_accounts = {invited_.accounts().begin(), invited_.accounts().end()}};
  for (const auto& [client, from] : private_views_)
    archived.private_views.push_back({client, from});
  return archived;
}

void Room::restore(const ArchivedRoom& archived) {
  topic_ = archived.topic;
  private_ = archived.is_private;
  const auto is_here = [this](MemberId client) { return !names_.name_of(client).empty(); };
  for (const auto client : archived.operators) {
    if (is_here(client)) operators_.insert({client, {}}, names_);
  }
  for (const auto client : archived.invited) {
    if (is_here(client)) invited_.insert({client, {}}, names_);
  }
  for (const auto account : archived.operator_accounts) operators_.restore(account);
  for (const auto account : archived.invited_accounts) invited_.restore(account);
  for (const auto& [client, from] : archived.private_views) {
    if (has(client)) private_views_.emplace(client, from);
  }
}

Rooms::Rooms(Delivery& delivery, const NameSource& names) : delivery_(delivery), names_(names) {
  make(kLobby, std::get<Name>(Name::parse(kLobbyName)), Identity{});
}

Room* Rooms::find(RoomId id) {
  const auto found = rooms_.find(id);
  return found == rooms_.end() ? nullptr : &found->second;
}

Room* Rooms::find(const Name& name) {
  const auto found = ids_.find(name.key());
  return found == ids_.end() ? nullptr : find(found->second);
}

Room& Rooms::make(RoomId id, const Name& name, Identity founder) {
  ids_.emplace(name.key(), id);
  return rooms_.try_emplace(id, id, name, founder, delivery_, names_).first->second;
}

void Rooms::erase(RoomId id) {
  assert(id != kLobby);
  const auto room = rooms_.find(id);
  ids_.erase(room->second.name().key());
  rooms_.erase(room);
}

std::size_t Rooms::founded_by(AccountId account) const {
  return static_cast<std::size_t>(std::ranges::count_if(
      rooms_, [account](const auto& one) { return one.second.founder_account() == account; }));
}

std::variant<Name, Problem> parse_room(std::string_view typed) {
  typed = base::trim(typed);
  if (typed.starts_with('#')) typed.remove_prefix(1);
  if (typed.empty()) return Problem::room_empty;
  return Name::parse(typed);
}

}  // namespace tertulia::chat
