/// What the hub does when the log gives the entry of an operator's act back.
#include <string>
#include <variant>
#include <vector>

#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

/// In the place of the name of a console. No name has a blank.
constexpr std::string_view kAdministrator = "the administrator";

}  // namespace

std::string_view Hub::actor(MemberId client) const {
  const auto name = name_of(client);
  return name.empty() ? kAdministrator : name;
}

/// The ban was in force when the name was checked, but may have ended since.
void Hub::turn_away(MemberId client, std::string_view typed, base::WallTime now) {
  const auto name = std::get<Name>(Name::parse(typed));
  const auto account = registry_.id_of(name);
  const auto* ban = bans().find(name, account, now);
  if (ban == nullptr) ban = bans().find(name, account, base::WallTime::min());
  delivery_.expel(client, closing_for(*ban, ban->until));
}

bool Hub::acts_as_operator(const Entry& entry) {
  if (is_server_operator(entry.author)) return true;
  refuse(entry.author, Problem::not_server_operator);
  finish(entry.author);
  return false;
}

template <class Act>
void Hub::report(const Act& act) {
  delivery_.to_one(act.author, act);
  for (const auto member : rooms_.lobby().members()) {
    if (member != act.author && is_server_operator(member)) delivery_.to_one(member, act);
  }
  delivery_.log(act);
}

void Hub::tell_everyone(MemberId author, const Event& event) {
  delivery_.to_room(kLobby, author, event);
  if (people_.find(author) == nullptr) delivery_.to_one(author, event);
  delivery_.log(event);
}

void Hub::apply(const Entry& entry, const BanEntry& ban) {
  if (!acts_as_operator(entry)) return;
  order_.remove_ended(entry.time);
  if (const auto problem = order_.check_ban(entry.author, ban.target, ban.force)) {
    refuse(entry.author, *problem, text_of(ban.target));
  } else {
    const auto made = order_.add(entry, ban, actor(entry.author));
    report(BanSet{made, entry.author});
    keep_out(entry, made);
  }
  finish(entry.author);
}

void Hub::keep_out(const Entry& entry, const Ban& ban) {
  if (!ban.name.empty()) {
    const auto whom = people_.id_of(ban.name);
    if (whom != MemberId{}) keep_out(whom, entry, ban, ban.until);
    if (ban.account != AccountId{}) {
      const auto members = rooms_.lobby().members();
      for (const auto member : std::vector(members.begin(), members.end())) {
        if (proved_account(member) == ban.account) keep_out(member, entry, ban, ban.until);
      }
    }
  }
  if (!ban.network) return;
  for (const auto client : delivery_.clients_in(*ban.network)) {
    keep_out(client, entry, ban, ban.address_end());
  }
}

void Hub::keep_out(MemberId client, const Entry& entry, const Ban& ban, const End& until) {
  const auto name = name_of(client);
  if (!name.empty()) {
    rooms_.lobby().notices().flush();
    delivery_.to_room(kLobby, entry.author,
                      Kicked{rooms_.lobby().ref(), name, ban.by, ban.reason, LeaveReason::banned});
  }
  expel(client, LeaveReason::banned, closing_for(ban, until));
}

void Hub::apply(const Entry& entry, const UnbanEntry& unban) {
  if (!acts_as_operator(entry)) return;
  order_.remove_ended(entry.time);
  const auto target = text_of(unban.target);
  if (!order_.lift(unban.target)) {
    refuse(entry.author, Problem::not_banned, target);
  } else {
    report(BanLifted{target, actor(entry.author), entry.author});
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const MuteEntry& mute) {
  if (!acts_as_operator(entry)) return;
  order_.remove_ended(entry.time);
  const auto whom = mute.whom;
  if (const auto problem = order_.check_mute(whom)) {
    refuse(entry.author, *problem, name_of(whom));
    return finish(entry.author);
  }
  MuteChanged act{.name = name_of(whom),
                  .on = true,
                  .until = {},
                  .reason = mute.reason,
                  .by = actor(entry.author),
                  .author = entry.author};
  act.until = order_.add(entry, mute, act.by);
  report(act);
  act.to_muted = true;
  delivery_.to_one(whom, act);
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const UnmuteEntry& unmute) {
  if (!acts_as_operator(entry)) return;
  const auto& [client, account, name] = unmute.whom;
  if (!order_.lift(unmute.whom)) {
    refuse(entry.author, Problem::not_muted, name);
    return finish(entry.author);
  }
  MuteChanged act{.name = name,
                  .on = false,
                  .until = {},
                  .reason = {},
                  .by = actor(entry.author),
                  .author = entry.author};
  report(act);
  act.to_muted = true;
  delivery_.to_one(client, act);
  for (const auto owner : people_.owners_of(account)) {
    if (account != AccountId{} && owner != client) delivery_.to_one(owner, act);
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const AnnounceEntry& announce) {
  if (!acts_as_operator(entry)) return;
  tell_everyone(entry.author, Announced{announce.text, actor(entry.author)});
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const GuestsEntry& guests) {
  if (!acts_as_operator(entry)) return;
  order_.set_guests_allowed(guests.allowed);
  tell_everyone(entry.author, GuestsChanged{guests.allowed, actor(entry.author)});
  finish(entry.author);
}

void Hub::kick_from_server(const Entry& entry, const KickEntry& kick) {
  if (!acts_as_operator(entry)) return;
  if (const auto problem = order_.check_kick(kick.whom)) {
    refuse(entry.author, *problem, name_of(kick.whom));
    return finish(entry.author);
  }
  rooms_.lobby().notices().flush();
  tell_everyone(entry.author,
                Kicked{rooms_.lobby().ref(), name_of(kick.whom), actor(entry.author), kick.reason});
  expel(kick.whom, LeaveReason::kicked, {.reason = CloseReason::kicked, .why = kick.reason});
  finish(entry.author);
}

/// The lobby was told before.
void Hub::expel(MemberId client, LeaveReason reason, const Closing& last) {
  if (people_.find(client) != nullptr) leave_rooms(client, reason);
  const bool waits = client == executing_ && open_.waiting.contains(client);
  open_.forget(client);
  if (waits) open_.waiting.insert(client);
  delivery_.expel(client, last);
}

/// The lobby has been told already if the client was put out.
void Hub::leave_rooms(MemberId client, LeaveReason reason) {
  const bool put_out = reason == LeaveReason::kicked || reason == LeaveReason::banned;
  const auto rooms = rooms_of(client);
  for (const auto room : rooms) {
    delivery_.left(room, client);
    remove_from(rooms_.at(room), client);
  }
  const auto person = people_.remove(client);
  for (const auto id : rooms) {
    auto& room = rooms_.at(id);
    if (id == kLobby && put_out) {
      room.notices().forget(client);
    } else {
      room.notices().add_leave(client, person.name().text(), reason, room.members().empty());
    }
    close_if_empty(id);
  }
  order_.forget(client);
}

}  // namespace tertulia::chat
