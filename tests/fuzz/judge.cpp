#include "fuzz/judge.h"

#include <algorithm>
#include <iterator>
#include <variant>

#include "tertulia/chat/name.h"

#include "fuzz/check.h"

namespace tertulia::fuzz {
namespace {

using Names = std::set<std::string>;

Names as_set(const std::vector<std::string>& names) { return {names.begin(), names.end()}; }

auto ends_with(const std::string& tag) {
  return [end = " " + tag](const std::string& line) { return line.ends_with(end); };
}

/// Whether the server has ended nothing of what it sends to this guest.
bool stayed(const Guest& guest, const View& view) {
  return view.welcomed() && !view.closed() && !guest.peer.at_end();
}

}  // namespace

Judge::Judge(const Guest& witness, const Guest& watcher, std::span<const std::string_view> rooms)
    : truth_(witness.view()), watched_(watcher.view()), rooms_(rooms.begin(), rooms.end()) {
  check(stayed(witness, truth_) && stayed(watcher, watched_), "no witness is ever cut");
  for (const auto& room : rooms_) check_room(room);
}

void Judge::check_room(const std::string& room) const {
  check(truth_.stays(room).size() == 1 && watched_.stays(room).size() == 1, "witnesses stay");
  const auto& part = watched_.stays(room).front();
  const auto& whole = truth(room);
  check(part.size() <= whole.size() && std::equal(part.rbegin(), part.rend(), whole.rbegin()),
        "both dialects see the same");
  const auto& answer = truth_.answers().at(room);
  Names keys;
  for (const auto& one : answer) {
    const auto name = chat::Name::parse(one);
    check(std::holds_alternative<chat::Name>(name), "every name is a name");
    check(keys.insert(std::get<chat::Name>(name).key()).second, "no two have the same name");
  }
  check(as_set(answer) == as_set(watched_.answers().at(room)), "both get the same answer");
}

void Judge::check_guest(const Guest& guest) const {
  const auto view = guest.view();
  check_view(view, stayed(guest, view));
  check_said(guest, view);
}

void Judge::check_view(const View& view, bool stays) const {
  for (const auto& room : rooms_) {
    auto from = truth(room).begin();
    const auto end = truth(room).end();
    const auto& all = view.stays(room);
    for (const auto& stay : all) {
      const bool goes_on = stays && view.is_in(room) && &stay == &all.back();
      const auto found = goes_on ? end - std::min(std::ssize(stay), end - from)
                                 : std::search(from, end, stay.begin(), stay.end());
      check(std::equal(stay.begin(), stay.end(), found, std::min(end, found + std::ssize(stay))),
            "everyone sees a part of the same order, up to the end of their stay");
      from = found + std::ssize(stay);
    }
    if (!stays || !view.members().contains(room)) continue;
    check(view.members().at(room) == as_set(truth_.answers().at(room)), "kept lists are right");
  }
}

void Judge::check_said(const Guest& guest, const View& view) const {
  const auto& peer = guest.peer;
  const bool tame = !guest.wild && !guest.narrow && !guest.slow;
  const bool left_in_order = tame && peer.here() && peer.ending();
  std::size_t lost = 0;
  for (const auto& said : guest.said) {
    if (!was_heard(said) && said.certain && !view.has_message(" " + said.tag)) ++lost;
  }
  check(lost <= view.kicks() || view.renewed() || view.put_out() || guest.was_muted ||
            !(stayed(guest, view) || left_in_order),
        "nothing that was said is lost, but for what a kick has cut off");
  check_order(guest.said);
}

bool Judge::was_heard(const Guest::Said& said) const {
  std::size_t times = 0;
  for (const auto& room : rooms_) {
    const auto here = std::ranges::count_if(truth(room), ends_with(said.tag));
    check(here == 0 || said.room.empty() || said.room == room, "it is said where it was sent");
    times += static_cast<std::size_t>(here);
  }
  check(times <= 1, "nothing is said twice");
  return times == 1;
}

void Judge::check_order(const std::vector<Guest::Said>& said) const {
  for (const auto& room : rooms_) {
    auto from = truth(room).begin();
    for (const auto& [tag, named, certain, number] : said) {
      if (std::ranges::none_of(truth(room), ends_with(tag))) continue;
      from = std::find_if(from, truth(room).end(), ends_with(tag));
      check(from != truth(room).end(), "a speaker's order is kept");
    }
  }
}

}  // namespace tertulia::fuzz
