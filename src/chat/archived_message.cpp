#include "tertulia/chat/archived_message.h"

namespace tertulia::chat {

std::size_t size_of(const ArchivedMessage& message) {
  return message.from.size() + message.text.size();
}

ArchivedMessage to_archive(const Message& message) {
  return {.id = message.id,
          .time = message.time,
          .room = message.room.id,
          .author = message.author,
          .from = std::string(message.from),
          .text = std::string(message.text),
          .style = message.style,
          .number = message.number,
          .hidden = message.hidden};
}

Message from_archive(const ArchivedMessage& message, const RoomRef& room) {
  return {.room = room,
          .id = message.id,
          .time = message.time,
          .author = message.author,
          .from = message.from,
          .text = message.text,
          .style = message.style,
          .number = message.number,
          .hidden = message.hidden};
}

}  // namespace tertulia::chat
