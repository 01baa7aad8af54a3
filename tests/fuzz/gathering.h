#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/chat/event.h"
#include "tertulia/chat/name.h"

#include "fuzz/input.h"

namespace tertulia::fuzz {

/// Some names of any text, and many others behind them.
inline chat::Names any_names(Input& input) {
  chat::Names all;
  for (auto count = 1 + input.below(5); count > 0; --count) all.push_back(input.text());
  all.resize(all.size() + input.byte(), "other");
  return all;
}

/// A room, whose members and itself have valid names only.
struct Gathering final : chat::NameSource {
  explicit Gathering(Input& input) : name(valid_name(input.text(), "games")) {
    for (auto count = input.byte(); count > 0; --count) {
      members.push_back(chat::MemberId{names.size()});
      names.push_back(valid_name(count > 200 ? input.text() : "n", "m"));
    }
  }
  static std::string valid_name(std::string_view typed, std::string_view otherwise) {
    const auto parsed = chat::Name::parse(typed);
    const auto* valid = std::get_if<chat::Name>(&parsed);
    return valid == nullptr ? std::string(otherwise) : valid->text();
  }
  std::string_view name_of(chat::MemberId member) const override {
    return names.at(static_cast<std::size_t>(member));
  }
  chat::RoomRef ref() const { return {chat::RoomId{7}, name}; }
  chat::RoomView view(std::string_view topic) const { return {ref(), topic, members, *this}; }

  std::string name;
  std::vector<std::string> names;
  std::vector<chat::MemberId> members;
};

}  // namespace tertulia::fuzz
