#include "tertulia/server/archive_records.h"

#include <algorithm>
#include <string>

namespace tertulia::server {

const RequestNumbers* ArchiveRecords::numbers_of(chat::MemberId client) const {
  if (const auto* session = sessions_.find(client)) return session->numbers();
  const auto* state = sessions_.detached().find(client);
  return state == nullptr ? nullptr : state->numbers.get();
}

chat::Number ArchiveRecords::finished(chat::MemberId client) const {
  const auto* numbers = numbers_of(client);
  return numbers == nullptr ? 0 : numbers->finished();
}

std::optional<chat::ArchivedSession> ArchiveRecords::session(chat::MemberId client) const {
  const auto* memory = sessions_.memory_of(client);
  const auto name = hub_.name_of(client);
  if (memory == nullptr || name.empty()) return std::nullopt;
  chat::ArchivedSession record;
  record.id = client;
  record.token.assign(memory->token().begin(), memory->token().end());
  record.name = name;
  const auto* session = sessions_.find(client);
  const auto* detached = session == nullptr ? sessions_.detached().find(client) : nullptr;
  record.host = session != nullptr ? session->peer().host : detached->host;
  record.encrypted = session != nullptr ? session->encrypted() : detached->encrypted;
  for (const auto room : hub_.rooms_of(client)) {
    const auto entered = std::ranges::find(memory->rooms(), room, &ResumeMemory::Room::id);
    if (entered != memory->rooms().end()) record.rooms.push_back({room, entered->entered});
  }
  record.acknowledged = finished(client);
  record.account = hub_.proved_account(client);
  return record;
}

std::optional<chat::ArchivedAccount> ArchiveRecords::account(chat::AccountId account) const {
  const auto* found = hub_.registry().find(account);
  return found == nullptr ? std::nullopt : std::optional(chat::to_archive(*found));
}

void ArchiveRecords::set_stored(chat::MemberId client, chat::Number number) const {
  if (auto* session = sessions_.find(client)) return session->set_stored(number);
  auto* state = sessions_.detached().find(client);
  if (state != nullptr && state->numbers) state->numbers->set_stored(number);
}

}  // namespace tertulia::server
