#include "tertulia/chat/order.h"

#include <algorithm>
#include <chrono>
#include <type_traits>
#include <utility>
#include <variant>

namespace tertulia::chat {
namespace {

/// A ban of a network with a shorter prefix keeps out a large part of the world.
constexpr unsigned kShortestIpv4 = 8;
constexpr unsigned kShortestIpv6 = 16;
/// For this time, a ban of a name keeps out its address, too.
constexpr std::chrono::hours kAddressTime{1};

End end_of(base::Duration length, base::WallTime now) {
  return length == base::Duration::zero() ? End{} : End{now + length};
}

bool is_everybody(const base::Network& network) {
  static const auto ipv4 = *base::Network::parse("0.0.0.0/0");
  if (network.contains(ipv4)) return true;
  return network.prefix() < (network.is_ipv4() ? kShortestIpv4 : kShortestIpv6);
}

/// Says something to others, or changes what they see of its author or a room. A name that is
/// registered or given up would be rid of the mute.
struct ReachesOthers {
  bool operator()(const Topic& topic) const { return topic.text.has_value(); }
  template <class One>
  bool operator()(const One& /*command*/) const {
    return std::is_same_v<One, Whisper> || std::is_same_v<One, Rename> ||
           std::is_same_v<One, SetPrivate> || std::is_same_v<One, Invite> ||
           std::is_same_v<One, Kick> || std::is_same_v<One, SetOperator> ||
           std::is_same_v<One, Register> || std::is_same_v<One, Unregister>;
  }
};

/// The newest ones, as pointers.
template <class Map, class Record>
void append_newest(const Map& map, std::vector<const Record*>& rows, ListSpace& space) {
  for (auto one = map.rbegin(); one != map.rend(); ++one) {
    const auto& record = one->second;
    if (!space.take(record.name.size() + record.by.size() + record.reason.size())) return;
    rows.push_back(&record);
  }
}

}  // namespace

AccountId Order::proved_account(MemberId client) const {
  const auto* person = people_.find(client);
  return person == nullptr ? AccountId{} : person->proved();
}

bool Order::runs_server(MemberId client) const {
  return delivery_.trust(client) != Trust::none ||
         registry_.is_operator(people_.account_of(client));
}

bool Order::belongs_to_operator(MemberId client) const {
  return runs_server(client) || registry_.is_operator(proved_account(client));
}

bool Order::is_muted(MemberId client) const {
  if (mutes_.empty() || mutes_.find(client, proved_account(client)) == nullptr) return false;
  return is_muted(client, log_.stamp().time);
}

bool Order::is_muted(MemberId client, base::WallTime now) const {
  return !mutes_.empty() && mutes_.covers(client, proved_account(client), now);
}

std::optional<Problem> Order::check_name(MemberId client, const Name& name) const {
  if (bans_.empty() && guests_allowed_) return std::nullopt;
  return check_name(client, name, log_.stamp().time);
}

std::optional<Problem> Order::check_name(MemberId client, const Name& name,
                                         base::WallTime now) const {
  const auto account = registry_.id_of(name);
  if (bans_.find(name, account, now) != nullptr) return Problem::name_banned;
  const bool guest = account == AccountId{} && !runs_server(client);
  if (guest && !guests_allowed_) return Problem::guests_not_allowed;
  return std::nullopt;
}

std::optional<Problem> Order::check_ban(MemberId author, const BanTarget& target,
                                        bool force) const {
  if (bans_.is_full()) return Problem::too_many_bans;
  if (force) return std::nullopt;
  const auto* network = std::get_if<base::Network>(&target);
  if (network != nullptr && is_everybody(*network)) return Problem::bans_everybody;
  const auto covered =
      network != nullptr ? delivery_.clients_in(*network) : covered_by(std::get<Name>(target));
  if (std::ranges::find(covered, author) != covered.end()) return Problem::bans_itself;
  const auto is_operators = [this](MemberId one) { return belongs_to_operator(one); };
  const bool away = network == nullptr && registry_.is_operator(account_in(std::get<Name>(target)));
  if (away || std::ranges::any_of(covered, is_operators)) return Problem::bans_operator;
  return std::nullopt;
}

/// A ban of a name is for the account that its holder has proved to own, whatever that one is
/// called.
AccountId Order::account_in(const Name& name) const {
  const auto holder = people_.holder_of(name);
  return holder == MemberId{} ? registry_.id_of(name) : proved_account(holder);
}

std::vector<MemberId> Order::covered_by(const Name& name) const {
  std::vector<MemberId> covered{people_.holder_of(name)};
  const auto account = account_in(name);
  if (account == AccountId{}) return covered;
  for (const auto owner : people_.owners_of(account)) covered.push_back(owner);
  return covered;
}

std::optional<Problem> Order::check_kick(MemberId whom) const {
  if (people_.find(whom) == nullptr) return Problem::no_such_member;
  if (runs_server(whom)) return Problem::runs_server;
  return std::nullopt;
}

std::optional<Problem> Order::check_mute(MemberId whom) const {
  if (people_.find(whom) == nullptr) return Problem::no_such_member;
  if (belongs_to_operator(whom)) return Problem::runs_server;
  return std::nullopt;
}

std::optional<MutedUser> Order::find_muted(std::string_view typed) const {
  const auto parsed = Name::parse(typed);
  const auto* name = std::get_if<Name>(&parsed);
  if (name == nullptr) return std::nullopt;
  std::optional<MutedUser> found;
  if (const auto client = people_.holder_of(*name); client != MemberId{}) {
    found = MutedUser{client, proved_account(client), std::string(people_.name_of(client))};
  } else if (const auto* account = registry_.find(*name)) {
    found = MutedUser{{}, account->id, account->name.text()};
  }
  if (found && has_mute(*found)) return found;
  for (const auto& [id, mute] : mutes_.all()) {
    if (Name::parse(mute.name) == parsed) return MutedUser{mute.client, mute.account, mute.name};
  }
  return found;
}

Ban Order::add(const Entry& entry, const BanEntry& ban, std::string_view by) {
  auto made = make_ban(entry, ban, by);
  keep(bans_.add(made));
  return made;
}

Ban Order::make_ban(const Entry& entry, const BanEntry& ban, std::string_view by) const {
  Ban made{.id = entry.id,
           .name = {},
           .by = std::string(by),
           .reason = ban.reason,
           .since = entry.time,
           .until = end_of(ban.length, entry.time)};
  if (const auto* network = std::get_if<base::Network>(&ban.target)) {
    made.network = *network;
    return made;
  }
  const auto& name = std::get<Name>(ban.target);
  made.name = name.text();
  made.key = name.key();
  made.account = account_in(name);
  const auto whom = people_.holder_of(name);
  whom == MemberId{} ? keep_former(made, name) : add_address(made, whom);
  return made;
}

/// Nobody has the name that is banned again: what was known of who had it still counts.
void Order::keep_former(Ban& made, const Name& name) const {
  const auto* former = bans_.find(name, {}, made.since);
  if (former == nullptr) return;
  if (made.account == AccountId{}) made.account = former->account;
  const auto former_end = former->network_until.value_or(base::WallTime::max());
  if (!former->network || former_end <= made.since) return;
  made.network = former->network;
  made.network_until = std::min(made.until.value_or(base::WallTime::max()), former_end);
}

/// The address of a name is left in peace if others are there, who have done nothing.
void Order::add_address(Ban& made, MemberId whom) const {
  const auto address = delivery_.address_of(whom);
  if (!address) return;
  const auto is_other = [this, &made, whom](MemberId one) {
    const bool same_owner = made.account != AccountId{} && proved_account(one) == made.account;
    return one != whom && !same_owner && people_.find(one) != nullptr;
  };
  if (std::ranges::any_of(delivery_.clients_in(*address), is_other)) return;
  made.network = address;
  made.network_until =
      std::min(made.until.value_or(base::WallTime::max()), made.since + kAddressTime);
}

bool Order::lift(const BanTarget& target) {
  const auto changes = bans_.lift(target);
  keep(changes);
  return !changes.empty();
}

End Order::add(const Entry& entry, const MuteEntry& mute, std::string_view by) {
  const auto until = end_of(mute.length, entry.time);
  keep(mutes_.add({entry.id, mute.whom, proved_account(mute.whom),
                   std::string(people_.name_of(mute.whom)), std::string(by), mute.reason,
                   entry.time, until}));
  return until;
}

bool Order::lift(const MutedUser& whom) {
  const auto changes = mutes_.lift(whom.client, whom.account);
  keep(changes);
  return !changes.empty();
}

void Order::set_guests_allowed(bool allowed) {
  guests_allowed_ = allowed;
  delivery_.changed(GuestsChange{allowed});
}

void Order::remove_ended(base::WallTime now) {
  keep(bans_.remove_ended(now));
  keep(mutes_.remove_ended(now));
}

void Order::forget(MemberId client) { keep(mutes_.forget(client)); }

void Order::keep(const OrderChanges& changes) {
  for (const auto& change : changes) delivery_.changed(change);
}

BanList Order::list(ListSpace space) const {
  BanList list{{}, {}, bans_.size() + mutes_.all().size()};
  append_newest(bans_.all(), list.bans, space);
  append_newest(mutes_.all(), list.mutes, space);
  return list;
}

void Order::restore(const ArchivedState& state) {
  guests_allowed_ = state.guests_allowed;
  for (auto ban : state.bans) {
    const auto name = Name::parse(ban.name);
    const auto* valid = std::get_if<Name>(&name);
    ban.name = valid == nullptr ? "" : valid->text();
    ban.key = valid == nullptr ? "" : valid->key();
    if (valid != nullptr || ban.network) bans_.add(std::move(ban));
  }
  for (auto mute : state.mutes) {
    if (people_.find(mute.client) == nullptr) mute.client = {};
    const bool ended = mute.client == MemberId{} && mute.account == AccountId{};
    ended ? delivery_.changed(EndedMute{mute.id}) : static_cast<void>(mutes_.add(std::move(mute)));
  }
}

bool reaches_others(const Command& command) { return std::visit(ReachesOthers{}, command); }

Closing closing_for(const Ban& ban, const End& until) {
  return {.reason = CloseReason::banned, .why = ban.reason, .until = until};
}

}  // namespace tertulia::chat
