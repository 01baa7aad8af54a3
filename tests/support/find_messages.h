#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <variant>

#include "tertulia/chat/archive.h"
#include "tertulia/chat/name.h"

namespace tertulia::support {

inline std::string key_of(const std::string& name) {
  const auto parsed = chat::Name::parse(name);
  const auto* valid = std::get_if<chat::Name>(&parsed);
  return valid == nullptr ? name : valid->key();
}

/// Whether the message fits the query, but for its limit. All words stand in this order, with one
/// blank between them, in the same case.
inline bool fits(const chat::ArchivedMessage& message, const chat::ArchiveQuery& query) {
  const auto scope = std::ranges::find(query.rooms, message.room, &chat::RoomScope::room);
  if (scope == query.rooms.end()) return false;
  if (message.hidden && message.id < scope->private_from) return false;
  if (message.id <= query.after || message.id >= query.before) return false;
  if (!query.from.empty() && key_of(message.from) != query.from) return false;
  return message.text.find(query.words) != std::string::npos;
}

/// What an archive with these messages, in the order of their ids, answers.
inline chat::ArchivePage find_in(std::span<const chat::ArchivedMessage> messages,
                                 const chat::ArchiveQuery& query) {
  chat::ArchivePage page;
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (!fits(*message, query)) continue;
    page.more = page.messages.size() == query.limit;
    if (page.more) break;
    page.messages.push_back(*message);
  }
  return page;
}

}  // namespace tertulia::support
