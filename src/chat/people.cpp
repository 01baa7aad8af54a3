#include "tertulia/chat/people.h"

#include <algorithm>
#include <cassert>
#include <utility>
#include <variant>

namespace tertulia::chat {

std::vector<RoomId> Person::rooms() const {
  return visits_ ? visits_->rooms : std::vector<RoomId>{kLobby};
}

bool Person::is_in(RoomId room) const {
  if (!visits_) return room == kLobby;
  return std::ranges::find(visits_->rooms, room) != visits_->rooms.end();
}

void Person::enter(RoomId room) {
  if (!visits_) {
    if (room == kLobby) return;
    visits_ = std::make_unique<Visits>();
  }
  std::erase(visits_->rooms, room);
  visits_->rooms.push_back(room);
}

void Person::leave(RoomId room) {
  assert(room != kLobby);
  if (!visits_) return;
  std::erase(visits_->rooms, room);
  if (visits_->rooms.size() == 1 && visits_->lost.empty()) visits_.reset();
}

void Person::lose(RoomId room, std::string_view name) {
  if (current() == room) {
    visits_->lost = name;
    enter(kLobby);
  }
  leave(room);
}

std::string Person::take_lost_room() {
  if (!visits_ || visits_->lost.empty()) return {};
  auto lost = std::exchange(visits_->lost, {});
  if (visits_->rooms.size() == 1) visits_.reset();
  return lost;
}

Person* People::find(MemberId id) {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : &found->second;
}

const Person* People::find(MemberId id) const {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : &found->second;
}

MemberId People::id_of(std::string_view typed) const {
  const auto name = Name::parse(typed);
  if (!std::holds_alternative<Name>(name)) return {};
  const auto found = ids_.find(std::get<Name>(name).key());
  return found == ids_.end() ? MemberId{} : found->second;
}

std::string_view People::name_of(MemberId id) const {
  const auto* person = find(id);
  return person == nullptr ? std::string_view{} : person->name().text();
}

bool People::is_free(const Name& name, MemberId wanted_by) const {
  const auto owner = ids_.find(name.key());
  return owner == ids_.end() || owner->second == wanted_by;
}

void People::add(MemberId id, const Name& name) {
  people_.emplace(id, Person(name));
  ids_.emplace(name.key(), id);
}

Name People::rename(MemberId id, const Name& name) {
  auto& person = people_.at(id);
  auto former = person.name();
  ids_.erase(former.key());
  ids_.emplace(name.key(), id);
  person.set_name(name);
  return former;
}

Person People::remove(MemberId id) {
  auto person = std::move(people_.extract(id).mapped());
  ids_.erase(person.name().key());
  return person;
}

}  // namespace tertulia::chat
