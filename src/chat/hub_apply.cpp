/// What the hub does when the log gives an entry back: it checks again, changes the state that
/// members share, and tells them.
#include <utility>
#include <variant>

#include "tertulia/chat/archived_message.h"
#include "tertulia/chat/hub.h"

namespace tertulia::chat {

void Hub::on_entry(const Entry& entry) {
  last_ = entry.id;
  std::visit([this, &entry](const auto& change) { apply(entry, change); }, entry.change);
}

void Hub::apply(const Entry& entry, const MessageEntry& message) {
  auto* room = rooms_.find(entry.room);
  if (order_.is_muted(entry.author, entry.time)) {
    delivery_.to_one(entry.author, Refused{Problem::muted, {}, message.number});
  } else if (room != nullptr && room->has(entry.author)) {
    room->notices().announce(entry.author);
    const Message event{room->ref(),           entry.id,     entry.time,    entry.author,
                        name_of(entry.author), message.text, message.style, message.number,
                        room->is_private()};
    delivery_.to_room(entry.room, entry.author, event);
    if (recent_limit_ > 0) room->recent().add(to_archive(event), recent_limit_);
  } else if (auto* author = people_.find(entry.author)) {
    const auto lost = author->take_lost_room();
    delivery_.to_one(
        entry.author,
        Refused{Problem::room_left, room != nullptr ? room->name().text() : lost, message.number});
  }
  if (message.number != 0) delivery_.acknowledged(entry.author, message.number);
}

void Hub::apply(const Entry& entry, const LeaveEntry& left) {
  leaving_.erase(entry.author);
  open_.forget(entry.author);
  if (people_.find(entry.author) != nullptr) leave_rooms(entry.author, left.reason);
}

void Hub::apply(const Entry& entry, const EnterRoomEntry& enter) {
  const auto client = entry.author;
  if (people_.find(client) == nullptr) return;
  auto* room = rooms_.find(enter.room);
  auto problem = check_joinable(client, enter.room);
  const bool inside = room != nullptr && room->has(client);
  if (!problem && !inside && room != nullptr && !is_server_operator(client)) {
    problem = room->check_entry(client, entry.time);
  }
  if (!problem && room == nullptr && order_.is_muted(client, entry.time)) {
    problem = Problem::muted;
  }
  if (problem) {
    refuse(client, *problem, enter.room.text());
    return finish(client);
  }
  if (room == nullptr) {
    room = &rooms_.make(RoomId{static_cast<std::uint64_t>(entry.id)}, enter.room,
                        {client, account_of(client)});
    delivery_.changed(room->ref().id);
  }
  inside ? make_current(client, *room) : join(*room, entry);
  finish(client);
}

void Hub::join(Room& room, const Entry& entry) {
  const auto member = entry.author;
  auto& person = *people_.find(member);
  const auto former = person.current();
  person.enter(room.ref().id);
  room.add(member);
  if (room.is_private()) delivery_.changed(room.ref().id);
  show(member, room);
  delivery_.to_one(member, Entered{room.view(), last_});
  show_recent(member, room, entry.time);
  delivery_.joined(room.ref().id, member);
  delivery_.moved(member, former, room.ref().id);
  room.notices().add_join(member, room.members().size() == 1);
}

void Hub::make_current(MemberId member, Room& room) {
  auto& person = *people_.find(member);
  const auto former = person.current();
  person.enter(room.ref().id);
  show(member, room);
  delivery_.to_one(member, Entered{room.view(), last_});
  if (former != room.ref().id) delivery_.moved(member, former, room.ref().id);
}

void Hub::show(MemberId to, Room& room) {
  if (room.has(to) && delivery_.keeps_members(to)) room.notices().list_shown(to);
}

void Hub::apply(const Entry& entry, const LeaveRoomEntry& /*leave*/) {
  const auto client = entry.author;
  auto* person = people_.find(client);
  auto* room = rooms_.find(entry.room);
  if (person == nullptr) return;
  if (room == nullptr || !room->has(client)) {
    refuse(client, Problem::not_in_room,
           room == nullptr ? std::string_view{} : room->name().text());
    return finish(client);
  }
  const auto former = person->current();
  delivery_.left(entry.room, client);
  remove_from(*room, client);
  person->leave(entry.room);
  const auto current = person->current();
  delivery_.to_one(
      client, LeftRoom{room->ref(), name_of(client), rooms_.at(current).view(), current != former});
  if (current != former) delivery_.moved(client, former, current);
  room->notices().add_leave(client, person->name().text(), LeaveReason::left,
                            room->members().empty());
  close_if_empty(entry.room);
  finish(client);
}

void Hub::remove_from(Room& room, MemberId member) {
  if (room.remove(member)) delivery_.changed(room.ref().id);
}

void Hub::close_if_empty(RoomId room) {
  const auto& closing = rooms_.at(room);
  const bool stays = room == kLobby || closing.founder_account() != AccountId{};
  if (stays || !closing.members().empty()) return;
  rooms_.erase(room);
  delivery_.closed(room);
}

Room* Hub::run_by_author(const Entry& entry) {
  if (people_.find(entry.author) == nullptr) return nullptr;
  auto* room = rooms_.find(entry.room);
  if (order_.is_muted(entry.author, entry.time)) {
    refuse(entry.author, Problem::muted);
    return nullptr;
  }
  if (room != nullptr && room->has(entry.author) && runs(*room, entry.author)) {
    room->notices().announce(entry.author);
    return room;
  }
  refuse(entry.author, Problem::not_operator, room == nullptr ? "" : room->name().text());
  return nullptr;
}

void Hub::apply(const Entry& entry, const TopicEntry& topic) {
  if (auto* room = run_by_author(entry)) {
    room->set_topic(topic.text);
    delivery_.changed(entry.room);
    delivery_.to_room(entry.room, entry.author,
                      TopicChanged{room->ref(), room->topic(), name_of(entry.author)});
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const PrivacyEntry& privacy) {
  if (auto* room = run_by_author(entry)) {
    room->set_private(privacy.on, entry.id);
    delivery_.changed(entry.room);
    delivery_.to_room(entry.room, entry.author,
                      PrivacyChanged{room->ref(), privacy.on, name_of(entry.author)});
  }
  finish(entry.author);
}

void Hub::apply(const Entry& entry, const InviteEntry& invite) {
  if (auto* room = run_by_author(entry)) {
    const auto name = name_of(invite.whom);
    if (name.empty()) {
      refuse(entry.author, Problem::no_such_member);
    } else {
      room->invite(invite.whom, invite.on, entry.id);
      delivery_.changed(entry.room);
      tell_invited(*room, entry.author, invite);
    }
  }
  finish(entry.author);
}

void Hub::tell_invited(const Room& room, MemberId by, const InviteEntry& invite) {
  const auto name = name_of(invite.whom);
  if (!invite.on) return delivery_.to_one(by, Uninvited{room.ref(), name});
  if (invite.whom != by) {
    delivery_.to_one(invite.whom, Invited{room.ref(), name, name_of(by), false});
  }
  delivery_.to_one(by, Invited{room.ref(), name, name_of(by), true});
}

std::optional<Problem> Hub::check_kick(const Room& room, MemberId whom) const {
  if (!room.has(whom)) return Problem::not_here;
  if (is_server_operator(whom)) return Problem::runs_server;
  if (room.is_run_by(whom)) return Problem::runs_room;
  return std::nullopt;
}

void Hub::apply(const Entry& entry, const KickEntry& kick) {
  if (entry.room == kLobby) return kick_from_server(entry, kick);
  if (auto* room = run_by_author(entry)) {
    if (const auto problem = check_kick(*room, kick.whom)) {
      refuse(entry.author, *problem, name_of(kick.whom));
    } else {
      room->notices().announce(kick.whom);
      delivery_.to_room(
          entry.room, entry.author,
          Kicked{room->ref(), name_of(kick.whom), name_of(entry.author), kick.reason});
      room->kick(kick.whom, entry.time);
      delivery_.changed(entry.room);
      put_out(*room, kick.whom);
    }
  }
  finish(entry.author);
}

void Hub::put_out(Room& room, MemberId member) {
  auto& person = *people_.find(member);
  const bool current = person.current() == room.ref().id;
  delivery_.left(room.ref().id, member);
  remove_from(room, member);
  room.notices().forget(member);
  person.lose(room.ref().id, room.name().text());
  if (!current) return;
  show(member, rooms_.lobby());
  delivery_.to_one(member, Entered{rooms_.lobby().view(), last_, false});
  delivery_.moved(member, room.ref().id, kLobby);
}

std::optional<Problem> Hub::check_operator(const Room& room, MemberId whom, bool on) {
  if (room.is_founder(whom)) return Problem::made_room;
  if (room.is_run_by(whom) != on) return std::nullopt;
  return on ? Problem::already_operator : Problem::no_operator;
}

void Hub::apply(const Entry& entry, const OperatorEntry& change) {
  if (auto* room = run_by_author(entry)) {
    const auto name = name_of(change.whom);
    if (name.empty()) {
      refuse(entry.author, Problem::no_such_member);
    } else if (const auto problem = check_operator(*room, change.whom, change.on)) {
      refuse(entry.author, *problem, name);
    } else {
      room->notices().announce(change.whom);
      room->set_operator(change.whom, change.on);
      delivery_.changed(entry.room);
      delivery_.to_room(entry.room, entry.author,
                        OperatorChanged{room->ref(), name, change.on, name_of(entry.author)});
    }
  }
  finish(entry.author);
}

}  // namespace tertulia::chat
