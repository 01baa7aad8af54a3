#include "client/prompt.h"

#include <utility>

#include <fmt/core.h>

#include "tertulia/chat/entry.h"

#include "client/messages.h"

namespace tertulia::client {

using terminal::Console;

namespace {

constexpr std::string_view kMark = "> ";

std::string unread_text(const Rooms& rooms) {
  std::string text;
  const auto unread = rooms.unread();
  for (std::size_t i = 0; i < unread.size() && i < Prompt::kMaxRooms; ++i) {
    text += fmt::format("{}#{} {}", i == 0 ? "" : ", ", unread[i].room, unread[i].messages);
  }
  if (unread.size() > Prompt::kMaxRooms) text += ", …";
  return text;
}

}  // namespace

std::string prompt_text(std::string_view room, const Rooms& rooms, std::size_t waiting) {
  std::string text;
  if (room != chat::kLobbyName) text = fmt::format("#{} ", room);
  const auto unread = unread_text(rooms);
  if (!unread.empty()) text += fmt::format("({}) ", unread);
  if (waiting > 0) text += messages::lines_waiting(waiting) + ' ';
  return text.append(kMark);
}

Prompt::Prompt(reactor::Reactor& reactor, Console& console)
    : console_(console), timer_(reactor, [this] {
        shows_waiting_ = true;
        set(waiting_text_, Console::History::keep);
      }) {}

void Prompt::set(std::string text, Console::History history) {
  if (text == shown_ && history == history_) return;
  shown_ = std::move(text);
  history_ = history;
  console_.set_prompt(shown_, history_);
}

void Prompt::hide() {
  timer_.stop();
  shows_waiting_ = false;
  set({}, Console::History::skip);
}

void Prompt::ask(Console::History history) {
  timer_.stop();
  shows_waiting_ = false;
  set(std::string(kMark), history);
}

void Prompt::show(std::string_view room, const Rooms& rooms, std::size_t waiting) {
  waiting_text_ = prompt_text(room, rooms, waiting);
  if (waiting == 0) {
    timer_.stop();
    shows_waiting_ = false;
  } else if (!shows_waiting_ && !timer_.pending()) {
    timer_.start(kShownAfter);
  }
  set(shows_waiting_ ? waiting_text_ : prompt_text(room, rooms, 0), Console::History::keep);
}

}  // namespace tertulia::client
