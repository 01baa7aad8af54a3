#include "tertulia/chat/hub.h"

#include <limits>
#include <utility>
#include <variant>

#include "tertulia/chat/command_table.h"

namespace tertulia::chat {
namespace {

constexpr auto kUnlimited = std::numeric_limits<std::size_t>::max();

/// It has no state, so all hubs can share it.
History& no_history() {
  static NoHistory none;
  return none;
}

}  // namespace

Hub::Hub(Delivery& delivery, RoomLog& log, Accounts& accounts)
    : Hub(delivery, log, accounts, no_history()) {}

Hub::Hub(Delivery& delivery, RoomLog& log, Accounts& accounts, History& history)
    : delivery_(delivery),
      log_(log),
      accounts_(accounts),
      history_(history),
      limits_{kUnlimited, kUnlimited},
      max_accounts_(kUnlimited),
      rooms_(delivery, people_),
      order_(delivery, log, people_, registry_) {
  log_.set_reader(this);
  accounts_.set_asker(this);
  history_.set_asker(this);
}

Hub::~Hub() {
  log_.set_reader(nullptr);
  accounts_.set_asker(nullptr);
  history_.set_asker(nullptr);
}

std::vector<RoomId> Hub::rooms_of(MemberId client) const {
  const auto* person = people_.find(client);
  return person == nullptr ? std::vector<RoomId>{} : person->rooms();
}

Roles Hub::roles_of(MemberId client) const {
  Roles roles;
  if (administers(client)) roles.add(Role::administrator);
  if (is_server_operator(client)) roles.add(Role::server_operator);
  if (rooms_.at(current_room(client)).is_run_by(client)) roles.add(Role::room_operator);
  if (account_of(client) != AccountId{}) roles.add(Role::registered);
  return roles;
}

RoomId Hub::current_room(MemberId client) const {
  const auto* person = people_.find(client);
  return person == nullptr ? kLobby : person->current();
}

Welcomed Hub::welcome(MemberId member) {
  Welcomed welcome{.name = name_of(member), .id = member, .last = last_};
  const auto rooms = rooms_of(member);
  for (auto room = rooms.rbegin(); room != rooms.rend(); ++room) {
    show(member, rooms_.at(*room));
    welcome.rooms.push_back(rooms_.at(*room).view());
  }
  return welcome;
}

CommandResult Hub::execute(MemberId client, const Command& command) {
  const auto outer = std::exchange(executing_, client);
  const bool member = people_.find(client) != nullptr;
  const auto result = !member ? log_in(client, command)
                      : reaches_others(command) && order_.is_muted(client)
                          ? refuse(client, Problem::muted)
                          : dispatch(client, command);
  executing_ = outer;
  return result;
}

CommandResult Hub::dispatch(MemberId client, const Command& command) {
  const auto needed = role_for(command);
  if (needed != Role::guest && !roles_of(client).allow(needed)) return deny(client, needed);
  return std::visit([this, client](const auto& asked) { return handle(client, asked); }, command);
}

CommandResult Hub::deny(MemberId client, Role needed) {
  switch (needed) {
    case Role::guest:
      break;
    case Role::registered:
      return refuse(client, Problem::not_registered, name_of(client));
    case Role::room_operator:
      return refuse(client, Problem::not_operator, current_room_of(client).name().text());
    case Role::server_operator:
      return refuse(client, Problem::not_server_operator);
    case Role::administrator:
      return refuse(client, Problem::not_administrator);
  }
  return CommandResult::done;
}

CommandResult Hub::log_in(MemberId client, const Command& command) {
  if (delivery_.trust(client) == Trust::console) return execute_for_console(client, command);
  if (const auto* rename = std::get_if<Rename>(&command)) return change_name(client, *rename);
  if (const auto* given = std::get_if<GivePassword>(&command)) return handle(client, *given);
  if (const auto* ping = std::get_if<Ping>(&command)) return handle(client, *ping);
  if (const auto* invalid = std::get_if<Invalid>(&command)) {
    refuse_name(client, invalid->problem, invalid->subject);
  }
  if (!std::holds_alternative<Leave>(command)) return CommandResult::done;
  delivery_.to_one(client, Goodbye{});
  return CommandResult::leave;
}

void Hub::remove(MemberId client, LeaveReason reason) {
  const auto change = open_.name_changes.find(client);
  const bool joining = change != open_.name_changes.end() && change->second.appended;
  open_.forget(client);
  if (!joining && people_.find(client) == nullptr) return;
  if (!leaving_.insert(client).second) return;
  log_.append({.author = client, .change = LeaveEntry{reason}});
}

void Hub::send_pending_notices(RoomId room) {
  if (auto* found = rooms_.find(room)) found->notices().on_interval();
}

CommandResult Hub::handle(MemberId self, const Say& say) {
  const auto lost = say.room.empty() ? people_.find(self)->take_lost_room() : std::string();
  if (!lost.empty()) {
    refuse(self, Problem::room_lost, lost);
  } else if (order_.is_muted(self)) {
    refuse(self, Problem::muted);
  } else if (const auto* room = room_for(self, say.room)) {
    if (room->has(self)) {
      log_.append({.room = room->ref().id,
                   .author = self,
                   .change = MessageEntry{std::string(say.text), say.style, say.number}});
      return CommandResult::done;
    }
    refuse(self, Problem::not_in_room, room->name().text());
  }
  if (say.number != 0) delivery_.acknowledged(self, say.number);
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Whisper& whisper) {
  const auto to = people_.id_of(whisper.to);
  if (to == MemberId{}) return refuse(self, Problem::no_such_member, whisper.to);
  if (to != self && !delivery_.accepts_private(to)) {
    return refuse(self, Problem::recipient_busy, name_of(to));
  }
  const auto [id, time] = log_.stamp();
  const PrivateMessage event{id,          time,         self,          name_of(self),
                             name_of(to), whisper.text, whisper.number};
  delivery_.to_one(to, event);
  if (to != self) delivery_.to_one(self, event);
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Rename& rename) { return change_name(self, rename); }

CommandResult Hub::handle(MemberId self, const AskHelp& /*ask*/) {
  delivery_.to_one(self, HelpText{command_table(), roles_of(self)});
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Leave& /*leave*/) {
  delivery_.to_one(self, Goodbye{name_of(self)});
  return CommandResult::leave;
}

CommandResult Hub::handle(MemberId self, const Ping& /*ping*/) {
  delivery_.to_one(self, Pong{});
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId /*self*/, const Nothing& /*nothing*/) {
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Invalid& invalid) {
  return refuse(self, invalid.problem, invalid.subject);
}

CommandResult Hub::refuse(MemberId client, Problem problem, std::string_view subject) {
  delivery_.to_one(client, Refused{problem, subject});
  return CommandResult::done;
}

void Hub::refuse_name(MemberId client, Problem problem, std::string_view typed,
                      base::WallTime now) {
  const bool member = people_.find(client) != nullptr;
  if (!member && problem == Problem::name_banned) return turn_away(client, typed, now);
  refuse(client, problem, typed);
  if (!member) delivery_.to_one(client, NameRequest{});
}

CommandResult Hub::request(Entry entry) {
  const auto client = entry.author;
  open_.waiting.insert(client);
  log_.append(std::move(entry));
  return open_.waiting.contains(client) ? CommandResult::pending : CommandResult::done;
}

void Hub::finish(MemberId client) {
  const bool was_pending = open_.name_changes.erase(client) + open_.waiting.erase(client) > 0;
  if (was_pending && executing_ != client) delivery_.finished(client);
}

}  // namespace tertulia::chat
