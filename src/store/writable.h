#pragma once

#include <string>

#include <SQLiteCpp/Database.h>

#include "tertulia/base/clock.h"
#include "tertulia/chat/ids.h"

#include "store/sweeper.h"
#include "store/writer.h"

namespace tertulia::store {

/// Opens the database for writing: makes it if it does not exist, brings it to the present version,
/// and makes it wait for the disk at each commit. Throws `SQLite::Exception` and
/// `UnusableDatabase`.
SQLite::Database open_for_writing(const std::string& path);

/// The connection that writes. Only the writer's thread uses it after the start.
struct Writable {
  /// Throws like `open_for_writing()`.
  explicit Writable(const std::string& path);

  SQLite::Database database;
  Writer writer;
  Sweeper sweeper;
};

/// Reads those parts of the database that are small, so that a damaged one is noticed at the start.
/// Then reserves ids above those of earlier servers and above the clock's microseconds. Returns the
/// last id that an earlier server may have used. Throws like `open_for_writing()`.
chat::EntryId prepare(Writable& writable, base::WallTime now);

}  // namespace tertulia::store
