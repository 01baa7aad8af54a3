#include "tertulia/server/archive_changes.h"

#include <algorithm>

#include "tertulia/chat/archived_message.h"

namespace tertulia::server {
namespace {

/// The order of a set's elements must not depend on the library.
template <class Id>
std::vector<Id> sorted(const std::unordered_set<Id>& ids) {
  std::vector<Id> all(ids.begin(), ids.end());
  std::ranges::sort(all);
  return all;
}

}  // namespace

void ArchiveChanges::begin(const chat::ArchivedState& state) {
  for (const auto& room : state.rooms) archived_rooms_.insert(room.id);
  for (const auto& session : state.sessions) archived_sessions_.insert(session.id);
  for (const auto& account : state.accounts) archived_accounts_.insert(account.id);
  if (!archived_rooms_.contains(chat::kLobby)) room_changed(chat::kLobby);
}

std::size_t ArchiveChanges::size_of(const chat::Message& message) {
  return sizeof(chat::ArchivedMessage) + message.from.size() + message.text.size();
}

void ArchiveChanges::add(const chat::Message& message) {
  messages_.push_back(chat::to_archive(message));
  bytes_ += size_of(message);
}

void ArchiveChanges::room_closed(chat::RoomId room) {
  rooms_.erase(room);
  if (archived_rooms_.erase(room) > 0) closed_rooms_.push_back(room);
}

void ArchiveChanges::session_ended(chat::MemberId client) {
  sessions_.erase(client);
  if (archived_sessions_.erase(client) > 0) ended_sessions_.push_back(client);
}

bool ArchiveChanges::empty() const {
  return messages_.empty() && rooms_.empty() && sessions_.empty() && closed_rooms_.empty() &&
         ended_sessions_.empty() && accounts_.empty() && order_.empty();
}

bool ArchiveChanges::is_known(chat::RoomId room) const {
  return rooms_.contains(room) || archived_rooms_.contains(room);
}

ArchiveChanges::Batch ArchiveChanges::take() {
  Batch batch;
  take_messages(batch);
  take_rooms(batch);
  take_sessions(batch);
  batch.changes.order = std::exchange(order_, {});
  take_accounts(batch);
  return batch;
}

/// The messages of a room end with it.
void ArchiveChanges::take_messages(Batch& batch) {
  batch.bytes = std::exchange(bytes_, 0);
  batch.changes.messages = std::exchange(messages_, {});
  std::erase_if(batch.changes.messages,
                [this](const auto& message) { return !is_known(message.room); });
}

void ArchiveChanges::take_rooms(Batch& batch) {
  batch.changes.closed_rooms = std::exchange(closed_rooms_, {});
  for (const auto id : sorted(std::exchange(rooms_, {}))) {
    batch.changes.rooms.push_back(source_.room(id));
    archived_rooms_.insert(id);
  }
}

void ArchiveChanges::take_sessions(Batch& batch) {
  batch.changes.ended_sessions = std::exchange(ended_sessions_, {});
  for (const auto id : sorted(std::exchange(sessions_, {}))) {
    if (const auto number = source_.finished(id); number != 0) {
      batch.finished.emplace_back(id, number);
    }
    auto session = source_.session(id);
    if (!session) continue;
    batch.changes.sessions.push_back(*std::move(session));
    archived_sessions_.insert(id);
  }
}

void ArchiveChanges::take_accounts(Batch& batch) {
  for (const auto id : sorted(std::exchange(accounts_, {}))) {
    if (auto account = source_.account(id)) {
      batch.changes.accounts.push_back(*std::move(account));
      archived_accounts_.insert(id);
    } else if (archived_accounts_.erase(id) > 0) {
      batch.changes.removed_accounts.push_back(id);
    }
  }
}

}  // namespace tertulia::server
