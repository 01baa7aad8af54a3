#include "store/writable.h"

#include <algorithm>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <fmt/format.h>

#include "store/database.h"
#include "store/records.h"
#include "store/schema.h"

namespace tertulia::store {
namespace {

/// More than a server uses before it reserves ids itself: it may begin with a later clock.
constexpr std::uint64_t kReserved = 100'000'000;

/// Many ids can follow it.
constexpr auto kMaxId = kMaxNumber - 2 * static_cast<std::int64_t>(kReserved);

constexpr auto* kSettings =
    "PRAGMA synchronous=FULL;PRAGMA temp_store=MEMORY;PRAGMA cell_size_check=ON;"
    "PRAGMA cache_size=-8000;PRAGMA journal_size_limit=16777216";

void check_quickly(SQLite::Database& database) {
  for (const auto* table : {"meta", "rooms", "nominees", "closed_rooms", "sessions", "visits",
                            "accounts", "account_keys", "bans", "mutes"}) {
    const auto query = fmt::format("PRAGMA quick_check({})", table);
    if (database.execAndGet(query).getString() != "ok") {
      throw UnusableDatabase(fmt::format("the table {} is damaged{}", table, kRestore));
    }
  }
  // Reads the index's own directory, for a word that does not occur.
  read_integer(database, R"(SELECT count(*) FROM search WHERE search MATCH '"u0"')");
}

/// The last id of all. A database that somebody has edited may have ids that are followed by none.
std::int64_t find_last_id(SQLite::Database& database) {
  auto last = read_integer(database, "SELECT value FROM meta WHERE name = 'reserved'");
  for (const auto* table : {"messages", "rooms", "sessions", "accounts", "bans", "mutes"}) {
    const auto read = [&](const char* query) {
      return read_integer(database, fmt::format(fmt::runtime(query), table).c_str());
    };
    last = std::max(last, read("SELECT ifnull(max(id), 0) FROM {}"));
    if (read("SELECT ifnull(min(id), 1) FROM {}") < 1 || last > kMaxId) {
      throw UnusableDatabase(fmt::format("an id is out of range{}", kRestore));
    }
  }
  return last;
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
  const auto last = static_cast<std::uint64_t>(find_last_id(writable.database));
  const auto begin = std::max(last, base::microseconds_since_1970(now));
  chat::ArchiveBatch batch;
  batch.reserved = chat::EntryId{begin + kReserved};
  writable.writer.store(batch);
  return chat::EntryId{last};
}

}  // namespace tertulia::store
