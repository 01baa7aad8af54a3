#include "tertulia/chat/bans.h"

#include <algorithm>
#include <utility>

namespace tertulia::chat {
namespace {

bool has_ended(const End& end, base::WallTime now) { return end && *end <= now; }

template <class Map>
std::vector<EntryId> ended(const Map& map, base::WallTime now) {
  std::vector<EntryId> ids;
  for (const auto& [id, one] : map) {
    if (has_ended(one.until, now)) ids.push_back(id);
  }
  return ids;
}

template <class Map, class Key>
EntryId id_in(const Map& ids, const Key& key) {
  const auto found = ids.find(key);
  return found == ids.end() ? EntryId{} : found->second;
}

}  // namespace

std::string text_of(const BanTarget& target) {
  const auto* name = std::get_if<Name>(&target);
  return name != nullptr ? name->text() : std::get<base::Network>(target).text();
}

End Ban::address_end() const {
  if (!until || !network_until) return until ? until : network_until;
  return std::min(*until, *network_until);
}

OrderChanges Bans::add(Ban ban) {
  OrderChanges changes;
  auto former = id_in(by_key_, ban.key);
  if (ban.name.empty()) former = id_of(*ban.network);
  if (former != EntryId{}) {
    remove(former);
    changes.emplace_back(EndedBan{former});
  }
  if (!ban.name.empty()) by_key_[ban.key] = ban.id;
  if (ban.network) {
    by_network_.emplace(*ban.network, ban.id);
    ++lengths_[ban.network->ipv6_prefix()];
  }
  changes.emplace_back(ban);
  const auto id = ban.id;
  bans_.insert_or_assign(id, std::move(ban));
  return changes;
}

/// 0 if nothing bans exactly this. A network alone comes before the network of a name.
EntryId Bans::id_of(const BanTarget& target) const {
  if (const auto* name = std::get_if<Name>(&target)) return id_in(by_key_, name->key());
  EntryId found{};
  const auto [begin, end] = by_network_.equal_range(std::get<base::Network>(target));
  for (auto one = begin; one != end; ++one) {
    if (bans_.at(one->second).name.empty()) found = one->second;
  }
  return found;
}

void Bans::forget_network(const Ban& ban) {
  if (!ban.network) return;
  const auto length = lengths_.find(ban.network->ipv6_prefix());
  if (--length->second == 0) lengths_.erase(length);
  const auto [begin, end] = by_network_.equal_range(*ban.network);
  for (auto one = begin; one != end; ++one) {
    if (one->second != ban.id) continue;
    by_network_.erase(one);
    return;
  }
}

void Bans::remove(EntryId id) {
  const auto found = bans_.find(id);
  forget_network(found->second);
  if (!found->second.name.empty()) by_key_.erase(found->second.key);
  bans_.erase(found);
}

OrderChanges Bans::lift(const BanTarget& target) {
  OrderChanges changes;
  if (const auto id = id_of(target); id != EntryId{}) {
    remove(id);
    changes.emplace_back(EndedBan{id});
  }
  const auto* network = std::get_if<base::Network>(&target);
  if (network == nullptr) return changes;
  for (auto& [id, ban] : bans_) {
    if (ban.network != *network) continue;
    forget_network(ban);
    ban.network.reset();
    changes.emplace_back(ban);
  }
  return changes;
}

OrderChanges Bans::remove_ended(base::WallTime now) {
  OrderChanges changes;
  for (const auto id : ended(bans_, now)) {
    remove(id);
    changes.emplace_back(EndedBan{id});
  }
  return changes;
}

const Ban* Bans::find(const Name& name, AccountId account, base::WallTime now) const {
  const auto id = id_in(by_key_, name.key());
  if (id != EntryId{} && !has_ended(bans_.at(id).until, now)) return &bans_.at(id);
  if (account == AccountId{}) return nullptr;
  for (const auto& [other, ban] : bans_) {
    if (ban.account == account && !has_ended(ban.until, now)) return &ban;
  }
  return nullptr;
}

const Ban* Bans::find(const base::Network& address, base::WallTime now) const {
  for (const auto& [length, count] : lengths_) {
    if (length > address.ipv6_prefix()) break;
    const auto [begin, end] = by_network_.equal_range(address.widened(length));
    for (auto one = begin; one != end; ++one) {
      const auto& ban = bans_.at(one->second);
      if (!has_ended(ban.address_end(), now)) return &ban;
    }
  }
  return nullptr;
}

OrderChanges Mutes::add(Mute mute) {
  auto changes = lift(mute.client, mute.account);
  if (mute.client != MemberId{}) by_client_[mute.client] = mute.id;
  if (mute.account != AccountId{}) by_account_[mute.account] = mute.id;
  changes.emplace_back(mute);
  const auto id = mute.id;
  mutes_.insert_or_assign(id, std::move(mute));
  return changes;
}

const Mute* Mutes::find(MemberId client, AccountId account) const {
  auto id = id_in(by_client_, client);
  if (id == EntryId{} && account != AccountId{}) id = id_in(by_account_, account);
  return id == EntryId{} ? nullptr : &mutes_.at(id);
}

bool Mutes::covers(MemberId client, AccountId account, base::WallTime now) const {
  const auto in_force = [this, now](EntryId id) {
    const auto found = mutes_.find(id);
    return found != mutes_.end() && !has_ended(found->second.until, now);
  };
  return in_force(id_in(by_client_, client)) || in_force(id_in(by_account_, account));
}

void Mutes::remove(EntryId id) {
  const auto found = mutes_.find(id);
  by_client_.erase(found->second.client);
  by_account_.erase(found->second.account);
  mutes_.erase(found);
}

OrderChanges Mutes::lift(MemberId client, AccountId account) {
  OrderChanges changes;
  while (const auto* mute = find(client, account)) {
    const auto id = mute->id;
    remove(id);
    changes.emplace_back(EndedMute{id});
  }
  return changes;
}

OrderChanges Mutes::forget(MemberId client) {
  const auto id = id_in(by_client_, client);
  if (id == EntryId{}) return {};
  auto& mute = mutes_.at(id);
  if (mute.account == AccountId{}) {
    remove(id);
    return {EndedMute{id}};
  }
  by_client_.erase(client);
  mute.client = {};
  return {mute};
}

OrderChanges Mutes::remove_ended(base::WallTime now) {
  OrderChanges changes;
  for (const auto id : ended(mutes_, now)) {
    remove(id);
    changes.emplace_back(EndedMute{id});
  }
  return changes;
}

}  // namespace tertulia::chat
