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

/// Maximum number of rows in a member's list. A console gets all of them.
constexpr std::size_t kMaxRows = 100;

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

template <class One>
constexpr bool kForConsole =
    std::is_same_v<One, Kick> || std::is_same_v<One, SetBan> || std::is_same_v<One, LiftBan> ||
    std::is_same_v<One, AskBans> || std::is_same_v<One, SetMute> || std::is_same_v<One, Announce> ||
    std::is_same_v<One, SetGuests> || std::is_same_v<One, SetServerOperator> ||
    std::is_same_v<One, ManageAccount> || std::is_same_v<One, AskWhois> ||
    std::is_same_v<One, Ping> || std::is_same_v<One, Leave> || std::is_same_v<One, Nothing> ||
    std::is_same_v<One, Invalid>;

}  // namespace

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

ListSpace Hub::list_space(MemberId asker) const {
  return people_.find(asker) == nullptr ? ListSpace() : ListSpace(kMaxRows, answer_limit_);
}

CommandResult Hub::handle(MemberId self, const SetBan& ban) {
  const auto target = parse_target(ban.target);
  if (!target) return refuse(self, Problem::not_ban_target, ban.target);
  if (is_too_long(ban.reason)) return refuse(self, Problem::reason_too_long);
  if (order_.bans().is_full()) order_.remove_ended(log_.stamp().time);
  if (const auto problem = order_.check_ban(self, *target, ban.force)) {
    return refuse(self, *problem, text_of(*target));
  }
  return request({.author = self,
                  .change = BanEntry{*target, ban.length, std::string(ban.reason), ban.force}});
}

CommandResult Hub::handle(MemberId self, const LiftBan& lift) {
  const auto target = parse_target(lift.target);
  if (!target) return refuse(self, Problem::not_ban_target, lift.target);
  return request({.author = self, .change = UnbanEntry{*target}});
}

CommandResult Hub::handle(MemberId self, const AskBans& /*ask*/) {
  order_.remove_ended(log_.stamp().time);
  delivery_.to_one(self, order_.list(list_space(self)));
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const SetMute& mute) {
  if (!mute.on) return lift_mute(self, mute.name);
  const auto whom = people_.id_of(mute.name);
  if (whom == MemberId{}) return refuse(self, Problem::no_such_member, mute.name);
  if (is_too_long(mute.reason)) return refuse(self, Problem::reason_too_long);
  if (const auto problem = order_.check_mute(whom)) return refuse(self, *problem, name_of(whom));
  return request(
      {.author = self, .change = MuteEntry{whom, mute.length, std::string(mute.reason)}});
}

CommandResult Hub::lift_mute(MemberId self, std::string_view name) {
  order_.remove_ended(log_.stamp().time);
  const auto whom = order_.find_muted(name);
  if (!whom) return refuse(self, Problem::no_such_member, name);
  if (!order_.has_mute(*whom)) return refuse(self, Problem::not_muted, whom->name);
  return request({.author = self, .change = UnmuteEntry{*whom}});
}

CommandResult Hub::handle(MemberId self, const Announce& announce) {
  return request({.author = self, .change = AnnounceEntry{std::string(announce.text)}});
}

CommandResult Hub::handle(MemberId self, const SetGuests& guests) {
  return request({.author = self, .change = GuestsEntry{guests.allowed}});
}

CommandResult Hub::kick_from_server(MemberId self, const Kick& kick) {
  const auto whom = people_.id_of(kick.name);
  if (const auto problem = order_.check_kick(whom)) return refuse(self, *problem, kick.name);
  return request({.author = self, .change = KickEntry{whom, std::string(kick.reason)}});
}

}  // namespace tertulia::chat
