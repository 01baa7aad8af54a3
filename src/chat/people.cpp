#include "tertulia/chat/people.h"

#include <algorithm>
#include <cassert>
#include <functional>
#include <string>
#include <utility>
#include <variant>

namespace tertulia::chat {

namespace {

std::uint32_t hash_look(const std::string& look) {
  return static_cast<std::uint32_t>(std::hash<std::string>{}(look));
}

}  // namespace

Person::Person(Name name) : name_(std::move(name)), look_(hash_look(name_.look())) {}

void Person::set_name(Name name) {
  name_ = std::move(name);
  look_ = hash_look(name_.look());
}

std::vector<RoomId> Person::rooms() const {
  return visits_ ? visits_->rooms : std::vector<RoomId>{kLobby};
}

void Person::enter(RoomId room) {
  if (!visits_) {
    if (room == kLobby) return;
    visits_ = std::make_unique<Visits>();
  }
  visits_->lost.clear();
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
    enter(kLobby);
    visits_->lost = name;
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
  return holder_of(std::get<Name>(name));
}

std::string_view People::name_of(MemberId id) const {
  const auto* person = find(id);
  return person == nullptr ? std::string_view{} : person->name().text();
}

AccountId People::account_of(MemberId id) const {
  const auto* person = find(id);
  return person == nullptr ? AccountId{} : person->account();
}

MemberId People::holder_of(const Name& name) const {
  const auto holder = by_key_.find(std::string_view(name.key()));
  return holder == by_key_.end() ? MemberId{} : (*holder)->first;
}

MemberId People::find_alike(const Name& name) const {
  for (const auto& look : name.looks()) {
    const auto hash = hash_look(look);
    for (const auto& [id, other] : people_) {
      if (other.look() != hash || other.name() == name) continue;
      if (other.name().look() == look) return id;
    }
  }
  return {};
}

bool People::is_free(const Name& name, MemberId wanted_by) const {
  const auto holder = holder_of(name);
  return holder == MemberId{} || holder == wanted_by;
}

std::vector<MemberId> People::owners_of(AccountId account) const {
  std::vector<MemberId> owners;
  for (const auto& [id, person] : people_) {
    if (person.proved() == account) owners.push_back(id);
  }
  std::ranges::sort(owners);
  return owners;
}

void People::add(MemberId id, const Name& name) {
  by_key_.insert(&*people_.emplace(id, Person(name)).first);
}

Name People::rename(MemberId id, const Name& name) {
  auto& entry = *people_.find(id);
  by_key_.erase(&entry);
  auto former = entry.second.name();
  entry.second.set_name(name);
  by_key_.insert(&entry);
  return former;
}

Person People::remove(MemberId id) {
  const auto entry = people_.find(id);
  by_key_.erase(&*entry);
  return std::move(people_.extract(entry).mapped());
}

}  // namespace tertulia::chat
