#include "store/writer.h"

#include <variant>

#include <SQLiteCpp/Transaction.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"

namespace tertulia::store {
namespace {

/// An imported name may be one that nobody could take today.
std::string key_of(const std::string& name) {
  const auto parsed = chat::Name::parse(name);
  if (const auto* valid = std::get_if<chat::Name>(&parsed)) return valid->key();
  return base::fold(name).value_or(name);
}

}  // namespace

NameWriter::NameWriter(SQLite::Database& database)
    : database_(database),
      find_(database, "SELECT id FROM names WHERE name = ?"),
      insert_(database, "INSERT INTO names(name, key) VALUES (?, ?)") {}

std::int64_t NameWriter::id_of(const std::string& name) {
  if (const auto known = ids_.find(name); known != ids_.end()) return known->second;
  if (ids_.size() >= kMaxIds) ids_.clear();
  std::int64_t id = 0;
  if (Rows row(find_, name); row.next()) id = row.integer(0);
  if (id == 0) {
    insert_.run(name, key_of(name));
    id = database_.getLastInsertRowid();
  }
  return ids_[name] = id;
}

// A message that is there already stays as it is: then an error came after the commit.
Writer::Writer(SQLite::Database& database)
    : database_(database),
      names_(database),
      rooms_(database),
      sessions_(database),
      order_(database),
      accounts_(database),
      message_(database, "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"),
      reserve_(database, "UPDATE meta SET value = max(value, ?) WHERE name = 'reserved'") {}

void Writer::store(const chat::ArchiveBatch& batch) {
  try {
    SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
    write(batch);
    transaction.commit();
  } catch (...) {
    names_.forget();
    throw;
  }
}

void Writer::write(const chat::ArchiveBatch& batch) {
  for (const auto& message : batch.messages) {
    message_.run(message.id, message.room, base::microseconds_since_1970(message.time),
                 message.style, names_.id_of(message.from), message.author, message.number,
                 message.hidden, message.text);
  }
  for (const auto& room : batch.rooms) rooms_.write(room);
  for (const auto room : batch.closed_rooms) rooms_.close(room);
  for (const auto& session : batch.sessions) sessions_.write(session);
  for (const auto session : batch.ended_sessions) sessions_.remove(session);
  for (const auto& change : batch.order) order_.write(change);
  for (const auto& account : batch.accounts) accounts_.write(account);
  for (const auto account : batch.removed_accounts) accounts_.remove(account);
  if (batch.reserved != chat::EntryId{}) reserve_.run(batch.reserved);
}

}  // namespace tertulia::store
