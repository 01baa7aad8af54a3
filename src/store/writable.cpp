#include "store/writable.h"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include "store/database.h"
#include "store/schema.h"

namespace tertulia::store {
namespace {

/// More than a server uses before it reserves ids itself: it may begin with a later clock.
constexpr std::uint64_t kReserved = 100'000'000;

constexpr auto* kSettings =
    "PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;PRAGMA cell_size_check=ON;"
    "PRAGMA cache_size=-8000;PRAGMA journal_size_limit=16777216";

void check_quickly(SQLite::Database& database) {
  for (const auto* table :
       {"meta", "rooms", "nominees", "closed_rooms", "sessions", "visits", "bans", "mutes"}) {
    const auto query = fmt::format("PRAGMA quick_check({})", table);
    if (database.execAndGet(query).getString() != "ok") {
      throw UnusableDatabase(fmt::format("the table {} is damaged{}", table, kRestore));
    }
  }
  // Reads the index's own directory, for a word that does not occur.
  read_integer(database, R"(SELECT count(*) FROM search WHERE search MATCH '"u0"')");
}

}  // namespace

SQLite::Database open_for_writing(const std::string& path) {
  auto database = open_database(path, Access::create);
  upgrade(database);
  database.exec(kSettings);
  return database;
}

Writable::Writable(const std::string& path)
    : database(open_for_writing(path)), writer(database), sweeper(database) {}

chat::EntryId prepare(Writable& writable, base::WallTime now) {
  check_quickly(writable.database);
  const auto last = static_cast<std::uint64_t>(
      read_integer(writable.database,
                   "SELECT max(ifnull((SELECT max(id) FROM messages), 0), value) "
                   "FROM meta WHERE name = 'reserved'"));
  const auto begin = std::max(last, base::microseconds_since_1970(now));
  chat::ArchiveBatch batch;
  batch.reserved = chat::EntryId{begin + kReserved};
  writable.writer.store(batch);
  return chat::EntryId{last};
}

}  // namespace tertulia::store
