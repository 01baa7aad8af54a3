/// What operators of the server do: what the hub checks before it appends their entries.
#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tertulia/base/text.h"
#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

/// A ban of a network with a shorter prefix keeps out a large part of the world.
constexpr unsigned kShortestIpv4 = 8;
constexpr unsigned kShortestIpv6 = 16;
/// Maximum number of rows in a member's list.
constexpr std::size_t kMaxListedBans = 100;
/// What a row of a list costs beside its texts, which a dialect may make so many times as long.
constexpr std::size_t kRowCost = 256;
constexpr std::size_t kMaxGrowth = 3;

bool is_everybody(const base::Network& network) {
  return network.prefix() < (network.is_ipv4() ? kShortestIpv4 : kShortestIpv6);
}

/// So that a list of bans fits into the queue of who asks for it.
bool is_too_long(std::string_view reason) {
  return base::count_code_points(reason) > Room::kMaxTopic;
}

std::optional<BanTarget> parse_target(std::string_view typed) {
  if (const auto network = base::Network::parse(typed)) return *network;
  const auto name = Name::parse(typed);
  if (const auto* valid = std::get_if<Name>(&name)) return *valid;
  return std::nullopt;
}

/// Says something to others, or changes what they see of its author or a room.
struct ReachesOthers {
  bool operator()(const Topic& topic) const { return topic.text.has_value(); }
  template <class One>
  bool operator()(const One& /*command*/) const {
    return std::is_same_v<One, Whisper> || std::is_same_v<One, Rename> ||
           std::is_same_v<One, SetPrivate> || std::is_same_v<One, Invite> ||
           std::is_same_v<One, Kick> || std::is_same_v<One, SetOperator>;
  }
};

template <class One>
constexpr bool kForConsole =
    std::is_same_v<One, Kick> || std::is_same_v<One, SetBan> || std::is_same_v<One, LiftBan> ||
    std::is_same_v<One, AskBans> || std::is_same_v<One, SetMute> || std::is_same_v<One, Announce> ||
    std::is_same_v<One, SetGuests> || std::is_same_v<One, SetServerOperator> ||
    std::is_same_v<One, ManageAccount> || std::is_same_v<One, AskWhois> ||
    std::is_same_v<One, Ping> || std::is_same_v<One, Leave> || std::is_same_v<One, Nothing> ||
    std::is_same_v<One, Invalid>;

/// The rows that a list still has room for.
struct ListSpace {
  std::size_t rows;
  std::size_t bytes;
};

/// The newest ones, as pointers.
template <class Map, class Record>
void append_newest(const Map& map, std::vector<const Record*>& rows, ListSpace& space) {
  for (auto one = map.rbegin(); one != map.rend() && space.rows > 0; ++one) {
    const auto& [id, record] = *one;
    const auto cost =
        kRowCost + kMaxGrowth * (record.name.size() + record.by.size() + record.reason.size());
    if (cost > space.bytes) return;
    rows.push_back(&record);
    --space.rows;
    space.bytes -= cost;
  }
}

}  // namespace

AccountId Hub::account_of(const Name& name) const {
  const auto* account = registry_.find(name);
  return account == nullptr ? AccountId{} : account->id;
}

bool Hub::is_server_operator(MemberId client) const {
  return delivery_.trust(client) != Trust::none || registry_.is_operator(account_of(client));
}

CommandResult Hub::execute_for_console(MemberId client, const Command& command) {
  const auto execute_one = [this, client]<class One>(const One& asked) {
    if constexpr (kForConsole<One>) {
      return handle(client, asked);
    } else {
      return refuse(client, Problem::no_member);
    }
  };
  return std::visit(execute_one, command);
}

bool Hub::reaches_others(const Command& command) { return std::visit(ReachesOthers{}, command); }

bool Hub::is_muted(MemberId client) {
  if (mutes_.empty() || mutes_.find(client, proved_account(client)) == nullptr) return false;
  return is_muted(client, log_.stamp().time);
}

bool Hub::is_muted(MemberId client, base::WallTime now) const {
  return !mutes_.empty() && mutes_.covers(client, proved_account(client), now);
}

std::optional<Problem> Hub::check_name(MemberId client, const Name& name) {
  if (bans_.empty() && guests_allowed_) return std::nullopt;
  return check_name(client, name, log_.stamp().time);
}

std::optional<Problem> Hub::check_name(MemberId client, const Name& name,
                                       base::WallTime now) const {
  const auto account = account_of(name);
  if (bans_.find(name, account, now) != nullptr) return Problem::name_banned;
  const bool guest = account == AccountId{} && !is_server_operator(client);
  if (guest && !guests_allowed_) return Problem::guests_not_allowed;
  return std::nullopt;
}

CommandResult Hub::handle(MemberId self, const SetBan& ban) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  const auto target = parse_target(ban.target);
  if (!target) return refuse(self, Problem::not_ban_target, ban.target);
  if (is_too_long(ban.reason)) return refuse(self, Problem::reason_too_long);
  if (const auto problem = check_ban(self, *target, ban.force)) {
    return refuse(self, *problem, text_of(*target));
  }
  return request({.author = self,
                  .change = BanEntry{*target, ban.length, std::string(ban.reason), ban.force}});
}

CommandResult Hub::handle(MemberId self, const LiftBan& lift) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  const auto target = parse_target(lift.target);
  if (!target) return refuse(self, Problem::not_ban_target, lift.target);
  return request({.author = self, .change = UnbanEntry{*target}});
}

CommandResult Hub::handle(MemberId self, const AskBans& /*ask*/) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  const auto now = log_.stamp().time;
  keep(bans_.remove_ended(now));
  keep(mutes_.remove_ended(now));
  const bool is_console = people_.find(self) == nullptr;
  BanList list{{}, {}, bans_.size() + mutes_.all().size()};
  ListSpace space{is_console ? list.total : kMaxListedBans, answer_limit_};
  append_newest(bans_.all(), list.bans, space);
  append_newest(mutes_.all(), list.mutes, space);
  delivery_.to_one(self, list);
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const SetMute& mute) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  const auto whom = people_.id_of(mute.name);
  if (whom == MemberId{}) return refuse(self, Problem::no_such_member, mute.name);
  if (is_too_long(mute.reason)) return refuse(self, Problem::reason_too_long);
  if (const auto problem = check_mute(whom, mute.on)) return refuse(self, *problem, name_of(whom));
  return request(
      {.author = self, .change = MuteEntry{whom, mute.on, mute.length, std::string(mute.reason)}});
}

CommandResult Hub::handle(MemberId self, const Announce& announce) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  return request({.author = self, .change = AnnounceEntry{std::string(announce.text)}});
}

CommandResult Hub::handle(MemberId self, const SetGuests& guests) {
  if (!is_server_operator(self)) return refuse(self, Problem::not_server_operator);
  return request({.author = self, .change = GuestsEntry{guests.allowed}});
}

std::optional<Problem> Hub::check_ban(MemberId author, const BanTarget& target, bool force) const {
  if (bans_.is_full()) return Problem::too_many_bans;
  if (force) return std::nullopt;
  std::vector<MemberId> covered;
  if (const auto* network = std::get_if<base::Network>(&target)) {
    if (is_everybody(*network)) return Problem::bans_everybody;
    covered = delivery_.clients_in(*network);
  } else {
    covered.push_back(people_.id_of(std::get<Name>(target).text()));
  }
  if (std::ranges::find(covered, author) != covered.end()) return Problem::bans_itself;
  const auto runs_server = [this](MemberId one) { return is_server_operator(one); };
  if (std::ranges::any_of(covered, runs_server)) return Problem::bans_operator;
  return std::nullopt;
}

std::optional<Problem> Hub::check_server_kick(MemberId whom) const {
  if (name_of(whom).empty()) return Problem::no_such_member;
  if (is_server_operator(whom)) return Problem::runs_server;
  return std::nullopt;
}

std::optional<Problem> Hub::check_mute(MemberId whom, bool on) const {
  if (name_of(whom).empty()) return Problem::no_such_member;
  if (on) return is_server_operator(whom) ? std::optional(Problem::runs_server) : std::nullopt;
  if (mutes_.find(whom, proved_account(whom)) == nullptr) return Problem::not_muted;
  return std::nullopt;
}

CommandResult Hub::kick_from_server(MemberId self, const Kick& kick) {
  const auto whom = people_.id_of(kick.name);
  if (const auto problem = check_server_kick(whom)) return refuse(self, *problem, kick.name);
  return request({.author = self, .change = KickEntry{whom, std::string(kick.reason)}});
}

}  // namespace tertulia::chat
