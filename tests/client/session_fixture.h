#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "client/session.h"

namespace tertulia::client {

inline wire::json::Welcome welcome(std::string_view name,
                                   const std::vector<std::string>& rooms = {"lobby"}) {
  wire::json::Welcome welcome;
  welcome.name = name;
  welcome.session = "secret";
  welcome.origin = "k3f9";
  welcome.max_line = 100;
  for (const auto& room : rooms) welcome.rooms.push_back({room, {}, 2, {"Ann", "Bob"}});
  return welcome;
}

inline wire::json::Welcome resumed(const std::vector<std::string>& rooms = {"lobby"},
                                   std::uint64_t cid = 0) {
  auto again = welcome("Bob", rooms);
  again.resumed = true;
  again.cid = cid;
  return again;
}

inline wire::json::Message message(std::uint64_t id, std::string_view room,
                                   std::string_view origin = "other", std::uint64_t cid = 0) {
  wire::json::Message message;
  message.id = id;
  message.room = room;
  message.from = "Ann";
  message.origin = origin;
  message.cid = cid;
  return message;
}

inline wire::json::Left left(std::string_view room, std::string_view name) {
  wire::json::Left left;
  left.room = room;
  left.names = {std::string(name)};
  return left;
}

/// The answer to `/leave`.
inline wire::json::Left left_games() {
  auto answer = left("games", "Bob");
  answer.current = "lobby";
  answer.moved = true;
  return answer;
}

inline std::string join(std::string_view room, std::string_view tag = {}) {
  return wire::json::write_request(chat::EnterRoom{room}, {tag, 0});
}

/// Bob's session after its first welcome.
struct SessionFixture {
  SessionFixture() { session.welcome(welcome("Bob")); }
  void enter(const std::string& room, std::string_view tag = {}) {
    session.handle(wire::json::Entered{{room, {}, 1, {"Bob"}}}, tag);
  }
  bool hear(const wire::json::Message& one) {
    const bool shown = session.is_new(one);
    if (shown) session.count_unread(one);
    session.handle(one);
    return shown;
  }
  std::string next() { return session.next_line().value_or(""); }
  /// The room where a line goes that is typed now.
  std::string room_of_a_line() {
    session.push("text");
    auto line = next();
    for (const auto* room : {"lobby", "games", "chess"}) {
      if (line.find(fmt::format(R"("room":"{}")", room)) != std::string::npos) return room;
    }
    return line;
  }
  std::string unread() const {
    std::string text;
    for (const auto& [room, count] : session.rooms().unread()) {
      text += fmt::format("{} {};", room, count);
    }
    return text;
  }

  Session session{Requests::Unstored::forget};
};

}  // namespace tertulia::client
