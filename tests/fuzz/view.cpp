#include "fuzz/view.h"

#include <algorithm>
#include <utility>

#include "fuzz/check.h"

namespace tertulia::fuzz {

const std::vector<Stay>& View::stays(const std::string& room) const {
  static const std::vector<Stay> none;
  const auto found = stays_.find(room);
  return found == stays_.end() ? none : found->second;
}

bool View::has_message(std::string_view end) const {
  return std::ranges::any_of(stays_, [end](const auto& room) {
    return std::ranges::any_of(room.second, [end](const Stay& stay) {
      return std::ranges::any_of(stay, [end](const auto& line) { return line.ends_with(end); });
    });
  });
}

void View::welcome(std::string_view name, std::string_view token) {
  check(!welcomed_ || closed_, "who has a name is not welcomed again");
  renewed_ = welcomed_;
  welcomed_ = true;
  closed_ = false;
  name_ = name;
  token_ = token;
  inside_.clear();
  members_.clear();
  seen_.clear();
  stored_ = 0;
}

/// A room that is not in the list has been lost.
void View::resume(std::string_view name, std::string_view token, const std::set<std::string>& rooms,
                  std::uint64_t until) {
  check(welcomed_ && !token_.empty() && token == token_, "only who has the token has the session");
  check(!closed_, "who has left does not come back");
  name_ = name;
  resumed_ = {seen_, until};
  for (const auto& room : std::set(inside_)) {
    if (elsewhere_) stays_.at(room).emplace_back();
    if (rooms.contains(room)) continue;
    ++kicks_;
    leave(room);
  }
}

void View::gap(const std::string& room) {
  gaps_.push_back(resumed_);
  if (room.empty()) return;
  check(is_in(room), "nobody has a gap in a room where they are not");
  stays_.at(room).emplace_back();
}

void View::see(const std::string& room, std::uint64_t id) {
  check(id > seen_[room], "ids ascend within a room");
  seen_[room] = id;
}

void View::store(std::uint64_t number) {
  check(number >= stored_, "what is stored stays stored");
  stored_ = number;
}

void View::enter(const std::string& room) {
  check(welcomed_, "rooms are for members");
  if (!inside_.insert(room).second) return;
  stays_[room].emplace_back();
  seen_.erase(room);
}

void View::leave(const std::string& room) {
  check(inside_.erase(room) == 1, "only a room where one is can be left");
  members_.erase(room);
}

void View::kick(const std::string& room, std::string_view name) {
  check(is_in(room), "nobody sees a kick from another room");
  if (name != name_) return remove_member(room, std::string(name));
  ++kicks_;
  leave(room);
}

void View::hear(const std::string& room, std::string_view message) {
  check(is_in(room), "nobody sees a room where they are not");
  stays_.at(room).back().emplace_back(message);
}

void View::hear_private(std::string_view from, std::string_view to) const {
  check(welcomed_ && (from == name_ || to == name_), "a private message is for its two");
}

void View::rename(std::string_view from, std::string_view to) {
  check(welcomed_, "renames are for members");
  for (auto& [room, names] : members_) {
    if (names.erase(std::string(from)) == 1) names.emplace(to);
  }
  if (from == name_) name_ = to;
}

void View::set_members(const std::string& room, const std::vector<std::string>& names) {
  check(std::ranges::count(names, name_) == 1, "who enters a room is in the list of its members");
  members_[room] = {names.begin(), names.end()};
}

void View::add_member(const std::string& room, const std::string& name) {
  check(is_in(room), "nobody sees a join of a room where they are not");
  members_.at(room).insert(name);
}

void View::remove_member(const std::string& room, const std::string& name) {
  check(is_in(room) && name != name_, "others leave rooms where one is");
  if (const auto kept = members_.find(room); kept != members_.end()) kept->second.erase(name);
}

void View::answer(const std::string& room, std::vector<std::string> names) {
  answers_[room] = std::move(names);
}

}  // namespace tertulia::fuzz
