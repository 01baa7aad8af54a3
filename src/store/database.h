#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

#include <SQLiteCpp/Database.h>

namespace tertulia::store {

/// Why a file cannot be the archive, for a person.
class UnusableDatabase : public std::runtime_error {
  using std::runtime_error::runtime_error;
};

enum class Access {
  read_only,
  read_write,
  create  ///< For its owner alone (mode 0600), if it does not exist.
};

/// Opens a connection, which one thread uses at a time. It has the function `search_text()`, and
/// waits a moment if another program has locked the database. A link is refused: root uses the
/// directory of a service, and it could lead root to another file. Throws `SQLite::Exception` or
/// `UnusableDatabase`.
SQLite::Database open_database(const std::string& path, Access access);

/// What to do with a damaged database.
inline constexpr const char* kRestore =
    "; restore a backup, or move the file away to begin without history";

/// What is wrong, for a person: `the disk is full`.
std::string describe(const SQLite::Exception& error);

/// Must be called in a catch block: throws `base::StartFailure` with one line about this file, if
/// the exception is one of SQLite, or an `UnusableDatabase`; otherwise throws the exception again.
[[noreturn]] void throw_start_failure(const std::string& path);

/// A value of a query that has one: `PRAGMA page_count`.
std::int64_t read_integer(SQLite::Database& database, const char* query);

}  // namespace tertulia::store
