#pragma once

#include <string>
#include <string_view>

#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {

constexpr chat::RoomRef kGames{chat::RoomId{7}, "games"};

inline std::string rendered(const chat::Event& event, View view = View::current) {
  std::string out;
  dialect().render(event, {view}, out);
  return out;
}

inline chat::Message said(std::string_view from, std::string_view text) {
  return {{}, {}, {}, {}, from, text, chat::MessageStyle::said};
}
inline chat::Message acted(std::string_view from, std::string_view text) {
  return {{}, {}, {}, {}, from, text, chat::MessageStyle::acted};
}
inline chat::PrivateMessage whispered(std::string_view from, std::string_view to,
                                      std::string_view text) {
  return {{}, {}, {}, from, to, text};
}

}  // namespace tertulia::wire::plain
