/// The commands about rooms: what the hub checks before it appends their entries.
#include <algorithm>
#include <iterator>
#include <utility>
#include <variant>

#include "tertulia/base/text.h"
#include "tertulia/chat/hub.h"

namespace tertulia::chat {
namespace {

/// Maximum number of rooms in a list.
constexpr std::size_t kMaxListed = 100;
/// `/topic -` clears the topic.
constexpr std::string_view kNoTopic = "-";

/// The largest rooms first; of two with the same size, the older one.
void shorten(std::vector<RoomRow>& rooms) {
  std::ranges::stable_sort(rooms, std::ranges::greater{}, &RoomRow::members);
  if (rooms.size() > kMaxListed) rooms.resize(kMaxListed);
}

}  // namespace

Room* Hub::room_for(MemberId self, std::string_view typed) {
  if (typed.empty()) return &current_room_of(self);
  const auto parsed = parse_room(typed);
  const auto* name = std::get_if<Name>(&parsed);
  auto* room = name == nullptr ? nullptr : rooms_.find(*name);
  if (room == nullptr) {
    refuse(self, name == nullptr ? std::get<Problem>(parsed) : Problem::no_such_room, typed);
  }
  return room;
}

Room* Hub::own_room(MemberId self, std::string_view typed) {
  auto* room = room_for(self, typed);
  if (room == nullptr || room->has(self)) return room;
  refuse(self, Problem::not_in_room, room->name().text());
  return nullptr;
}

CommandResult Hub::handle(MemberId self, const AskWho& ask) {
  auto* room = room_for(self, ask.room);
  if (room == nullptr) return CommandResult::done;
  if (!room->shows_to(self) && !is_server_operator(self))
    return refuse(self, Problem::room_private, room->name().text());
  show(self, *room);
  delivery_.to_one(self, MemberList{room->view(), room->operators()});
  return CommandResult::done;
}

std::optional<Problem> Hub::check_joinable(MemberId self, const Name& name) {
  const auto& person = *people_.find(self);
  const auto* room = rooms_.find(name);
  if (room != nullptr && room->has(self)) return std::nullopt;
  if (person.room_count() >= limits_.rooms_per_member) return Problem::too_many_joined;
  if (room == nullptr && rooms_.size() >= limits_.rooms) return Problem::too_many_rooms;
  const auto account = account_of(self);
  const bool founds = room == nullptr && account != AccountId{};
  if (founds && rooms_.founded_by(account) >= kMaxFounded) return Problem::too_many_founded;
  return std::nullopt;
}

CommandResult Hub::handle(MemberId self, const EnterRoom& enter) {
  const auto parsed = parse_room(enter.room);
  if (const auto* problem = std::get_if<Problem>(&parsed)) {
    return refuse(self, *problem, enter.room);
  }
  const auto& name = std::get<Name>(parsed);
  if (const auto problem = check_joinable(self, name)) return refuse(self, *problem, name.text());
  if (rooms_.find(name) == nullptr && order_.is_muted(self)) return refuse(self, Problem::muted);
  return request({.author = self, .change = EnterRoomEntry{name}});
}

CommandResult Hub::handle(MemberId self, const LeaveRoom& leave) {
  const auto* room = own_room(self, leave.room);
  if (room == nullptr) return CommandResult::done;
  if (room->ref().id == kLobby) return refuse(self, Problem::lobby_stays, kLobbyName);
  return request({.room = room->ref().id, .author = self, .change = LeaveRoomEntry{}});
}

CommandResult Hub::handle(MemberId self, const AskRooms& /*ask*/) {
  const auto current = people_.find(self)->current();
  const bool sees_all = is_server_operator(self);
  std::vector<RoomRow> rows;
  for (const auto& [id, room] : rooms_.all()) {
    const auto inside = room.has(self) ? RoomRow::Presence::inside : RoomRow::Presence::away;
    if (room.is_private() && inside == RoomRow::Presence::away && !sees_all) continue;
    const auto presence = id == current ? RoomRow::Presence::current : inside;
    rows.push_back({room.name().text(), room.topic(), room.members().size(), presence});
  }
  const auto total = rows.size();
  shorten(rows);
  delivery_.to_one(self, RoomList{std::move(rows), total});
  return CommandResult::done;
}

CommandResult Hub::handle(MemberId self, const Topic& topic) {
  const auto& room = current_room_of(self);
  if (!topic.text) {
    delivery_.to_one(self, TopicShown{room.ref(), room.topic()});
    return CommandResult::done;
  }
  const auto text = *topic.text == kNoTopic ? std::string_view{} : *topic.text;
  if (!runs(room, self)) return refuse(self, Problem::not_operator, room.name().text());
  if (base::count_code_points(text) > Room::kMaxTopic) return refuse(self, Problem::topic_too_long);
  return request({.room = room.ref().id, .author = self, .change = TopicEntry{std::string(text)}});
}

CommandResult Hub::handle(MemberId self, const SetPrivate& privacy) {
  const auto& room = current_room_of(self);
  if (room.ref().id == kLobby) return refuse(self, Problem::lobby_is_open, kLobbyName);
  return request({.room = room.ref().id, .author = self, .change = PrivacyEntry{privacy.on}});
}

MemberId Hub::named_in_room(MemberId self, std::string_view name) {
  const auto whom = people_.id_of(name);
  if (current_room(self) == kLobby) {
    refuse(self, Problem::lobby_is_open, kLobbyName);
    return {};
  }
  if (whom == MemberId{}) refuse(self, Problem::no_such_member, name);
  return whom;
}

CommandResult Hub::handle(MemberId self, const Invite& invite) {
  const auto whom = named_in_room(self, invite.name);
  if (whom == MemberId{}) return CommandResult::done;
  if (invite.on && whom != self && !delivery_.accepts_private(whom)) {
    return refuse(self, Problem::recipient_busy, name_of(whom));
  }
  return request(
      {.room = current_room(self), .author = self, .change = InviteEntry{whom, invite.on}});
}

CommandResult Hub::handle(MemberId self, const Kick& kick) {
  if (current_room(self) == kLobby) return kick_from_server(self, kick);
  const auto whom = named_in_room(self, kick.name);
  if (whom == MemberId{}) return CommandResult::done;
  const auto& room = current_room_of(self);
  if (const auto problem = check_kick(room, whom)) return refuse(self, *problem, name_of(whom));
  return request(
      {.room = room.ref().id, .author = self, .change = KickEntry{whom, std::string(kick.reason)}});
}

CommandResult Hub::handle(MemberId self, const SetOperator& change) {
  const auto whom = named_in_room(self, change.name);
  if (whom == MemberId{}) return CommandResult::done;
  const auto& room = current_room_of(self);
  if (const auto problem = check_operator(room, whom, change.on)) {
    return refuse(self, *problem, name_of(whom));
  }
  return request({.room = room.ref().id, .author = self, .change = OperatorEntry{whom, change.on}});
}

}  // namespace tertulia::chat
