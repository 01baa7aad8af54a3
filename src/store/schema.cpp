#include "store/schema.h"

#include <array>
#include <string>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "store/database.h"
#include "store/order_records.h"

namespace tertulia::store {
namespace {

/// Ids and times are integers: times are microseconds since 1970. `messages.session` is the author,
/// `messages.cid` the author's number. `nominees.role` is a `Role`. Rooms in `closed_rooms` are
/// gone, and their messages are being removed. The index is that of a view, so FTS5 itself can
/// rebuild and check it.
constexpr auto* kVersion1 = R"(
CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE rooms(id INTEGER PRIMARY KEY, name TEXT NOT NULL, topic TEXT NOT NULL,
  founder INTEGER NOT NULL, private INTEGER NOT NULL) STRICT;
CREATE TABLE nominees(room INTEGER NOT NULL, role INTEGER NOT NULL, client INTEGER NOT NULL,
  since INTEGER NOT NULL, PRIMARY KEY(room, role, client)) STRICT, WITHOUT ROWID;
CREATE TABLE closed_rooms(id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE sessions(id INTEGER PRIMARY KEY, token BLOB NOT NULL, name TEXT NOT NULL,
  host TEXT NOT NULL, encrypted INTEGER NOT NULL, acknowledged INTEGER NOT NULL) STRICT;
CREATE TABLE visits(session INTEGER NOT NULL, place INTEGER NOT NULL, room INTEGER NOT NULL,
  entered INTEGER NOT NULL, PRIMARY KEY(session, place)) STRICT, WITHOUT ROWID;
CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, key TEXT NOT NULL) STRICT;
CREATE INDEX names_by_key ON names(key);
CREATE TABLE messages(id INTEGER PRIMARY KEY, room INTEGER NOT NULL, at INTEGER NOT NULL,
  kind INTEGER NOT NULL, sender INTEGER NOT NULL, session INTEGER NOT NULL, cid INTEGER NOT NULL,
  hidden INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX messages_by_room ON messages(room, hidden);
CREATE INDEX messages_by_sender ON messages(sender);
CREATE VIEW searchable AS SELECT id, search_text(text) AS text FROM messages;
CREATE VIRTUAL TABLE search USING fts5(text, content='searchable', content_rowid='id',
  columnsize=0, tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* Co'");
CREATE TRIGGER message_stored AFTER INSERT ON messages BEGIN
  INSERT INTO search(rowid, text) VALUES (new.id, search_text(new.text));
END;
CREATE TRIGGER message_removed AFTER DELETE ON messages BEGIN
  INSERT INTO search(search, rowid, text) VALUES ('delete', old.id, search_text(old.text));
END;
INSERT INTO meta VALUES ('reserved', 0), ('tidied', 0);
)";

/// Registered names. Times are microseconds since 1970.
constexpr auto* kAccounts = R"(
CREATE TABLE accounts(id INTEGER PRIMARY KEY, name TEXT NOT NULL, password TEXT NOT NULL,
  since INTEGER NOT NULL, operator INTEGER NOT NULL) STRICT;
CREATE TABLE account_keys(account INTEGER NOT NULL, place INTEGER NOT NULL,
  fingerprint TEXT NOT NULL, PRIMARY KEY(account, place)) STRICT, WITHOUT ROWID;
ALTER TABLE sessions ADD COLUMN account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rooms ADD COLUMN founder_account INTEGER NOT NULL DEFAULT 0;
)";

void make_version_1(SQLite::Database& database) { database.exec(kVersion1); }

void make_version_2(SQLite::Database& database) {
  database.exec(kOrderTables);
  database.exec(kAccounts);
}

/// What makes version N of version N - 1.
constexpr std::array kMigrations{make_version_1, make_version_2};
static_assert(kMigrations.size() == kPresentVersion);

void migrate_to(SQLite::Database& database, int version) {
  SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
  kMigrations.at(static_cast<std::size_t>(version) - 1)(database);
  database.exec(
      fmt::format("PRAGMA application_id={};PRAGMA user_version={}", kApplicationId, version));
  transaction.commit();
}

}  // namespace

int check_version(SQLite::Database& database) {
  const auto application = read_integer(database, "PRAGMA application_id");
  const auto version = read_integer(database, "PRAGMA user_version");
  const auto objects = read_integer(database, "SELECT count(*) FROM sqlite_schema");
  if (application == 0 && version == 0 && objects == 0) return 0;
  if (application != kApplicationId) {
    throw UnusableDatabase("it is another program's database; move it away");
  }
  if (version > kPresentVersion) {
    throw UnusableDatabase(
        fmt::format("it has version {}, of a newer tertuliad (this one knows version {}); "
                    "install that tertuliad, or move the file away to begin without history",
                    version, kPresentVersion));
  }
  return static_cast<int>(version);
}

void upgrade(SQLite::Database& database) {
  // A database that is refused does not change, not even by a checkpoint at the end.
  const auto checkpoint_at_end = [&](int off) {
    sqlite3_db_config(database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, off, nullptr);
  };
  checkpoint_at_end(1);
  auto version = check_version(database);
  checkpoint_at_end(0);
  if (version == 0) database.exec("PRAGMA auto_vacuum=INCREMENTAL");
  // Prepared here, for the pragma returns a row.
  static_cast<void>(database.execAndGet("PRAGMA journal_mode=WAL").getString());
  while (version < kPresentVersion) migrate_to(database, ++version);
}

}  // namespace tertulia::store
