#pragma once

#include <SQLiteCpp/Database.h>

#include "tertulia/chat/archive.h"

#include "store/statement.h"

/// How bans and mutes are rows of tables.
namespace tertulia::store {

/// The tables, and the row of `meta` that says whether guests are allowed. An end of 0 is none.
inline constexpr auto* kOrderTables = R"(
CREATE TABLE bans(id INTEGER PRIMARY KEY, name TEXT NOT NULL, account INTEGER NOT NULL,
  network TEXT NOT NULL, network_until INTEGER NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL,
  since INTEGER NOT NULL, until INTEGER NOT NULL) STRICT;
CREATE TABLE mutes(id INTEGER PRIMARY KEY, client INTEGER NOT NULL, account INTEGER NOT NULL,
  name TEXT NOT NULL, author TEXT NOT NULL, reason TEXT NOT NULL, since INTEGER NOT NULL,
  until INTEGER NOT NULL) STRICT;
INSERT INTO meta VALUES ('guests', 1);
)";

/// Writes, on one connection. Throws `SQLite::Exception`.
class OrderWriter {
 public:
  explicit OrderWriter(SQLite::Database& database);

  void write(const chat::OrderChange& change);

 private:
  void apply(const chat::Ban& ban);
  void apply(const chat::Mute& mute);
  void apply(const chat::EndedBan& ended) { remove_ban_.run(ended.id); }
  void apply(const chat::EndedMute& ended) { remove_mute_.run(ended.id); }
  void apply(const chat::GuestsChange& change) { guests_.run(change.allowed); }

  Statement ban_, remove_ban_;
  Statement mute_, remove_mute_;
  Statement guests_;
};

/// Reads bans, mutes, and whether guests are allowed.
void read_order(SQLite::Database& database, chat::ArchivedState& state);

}  // namespace tertulia::store
