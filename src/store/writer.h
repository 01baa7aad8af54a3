#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include <SQLiteCpp/Database.h>

#include "tertulia/chat/archive.h"

#include "store/order_records.h"
#include "store/records.h"
#include "store/statement.h"

namespace tertulia::store {

/// The ids of names, as they are needed. A name with messages has a row.
class NameWriter {
 public:
  explicit NameWriter(SQLite::Database& database);

  std::int64_t id_of(const std::string& name);
  /// Must be called if names may have been removed since, and after a transaction has failed.
  void forget() { ids_.clear(); }

 private:
  static constexpr std::size_t kMaxIds = 10'000;

  SQLite::Database& database_;
  Statement find_;
  Statement insert_;
  std::unordered_map<std::string, std::int64_t> ids_;
};

/// Stores batches. Only the writer's thread uses it after the start.
class Writer {
 public:
  explicit Writer(SQLite::Database& database);

  /// Stores the batch completely, and waits for the disk. Throws `SQLite::Exception`: then nothing
  /// is stored.
  void store(const chat::ArchiveBatch& batch);
  /// The same within a transaction of the caller, which must roll it back if this throws.
  void write(const chat::ArchiveBatch& batch);
  void forget_names() { names_.forget(); }

 private:
  SQLite::Database& database_;
  NameWriter names_;
  RoomWriter rooms_;
  SessionWriter sessions_;
  OrderWriter order_;
  AccountWriter accounts_;
  Statement message_;
  Statement reserve_;
};

}  // namespace tertulia::store
