#include "store/database.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <fmt/format.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/private_file.h"

#include "store/search_text.h"

namespace tertulia::store {
namespace {

namespace fs = std::filesystem;

constexpr int kBusyTimeout = 250;  // in ms

/// The function `search_text` of SQL.
void search_text_of(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  if (text == nullptr) return sqlite3_result_null(context);
  try {
    const auto result =
        search_text({text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
    sqlite3_result_text64(context, result.data(), result.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  } catch (const std::exception& /*error*/) {
    sqlite3_result_error_nomem(context);
  }
}

int flags_of(Access access) {
  switch (access) {
    case Access::read_only:
      return SQLite::OPEN_READONLY;
    case Access::read_write:
      return SQLite::OPEN_READWRITE;
    case Access::create:
      break;
  }
  return SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE;
}

// SQLite would make it readable for all. It may fail: then SQLite says why.
void create_private(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) return;
  const int fd = base::open_private_file(path);
  if (fd >= 0) ::close(fd);
}

/// The same file with a directory that is no link, since SQLite refuses links anywhere in the path:
/// those before the file are the administrator's choice.
std::string with_real_directory(const std::string& path) {
  const fs::path file(path);
  std::error_code error;
  const auto directory = fs::canonical(file.has_parent_path() ? file.parent_path() : ".", error);
  return error ? path : (directory / file.filename()).string();
}

std::string advice(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_NOTADB:
      return "; it is not a database of tertulia: move it away";
    case SQLITE_CORRUPT:
      return kRestore;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "; end that program, and start again";
    case SQLITE_FULL:
      return "; free some space, and start again";
    default:
      return "; check the owner and the mode of the file and of its directory";
  }
}

}  // namespace

SQLite::Database open_database(const std::string& path, Access access) {
  std::error_code ignored;
  if (fs::is_symlink(path, ignored)) throw UnusableDatabase("it is a link");
  if (access == Access::create) create_private(path);
  SQLite::Database database(with_real_directory(path),
                            flags_of(access) | SQLite::OPEN_NOMUTEX | SQLite::OPEN_NOFOLLOW,
                            kBusyTimeout);
  database.check(sqlite3_create_function_v2(database.getHandle(), "search_text", 1,
                                            SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                                            nullptr, search_text_of, nullptr, nullptr, nullptr));
  // SQLite opens a file that may not be written for reading only.
  if (access != Access::read_only && sqlite3_db_readonly(database.getHandle(), "main") != 0) {
    throw UnusableDatabase(
        "it may not be written; check the owner and the mode of the file and of its directory");
  }
  return database;
}

std::string describe(const SQLite::Exception& error) {
  switch (error.getErrorCode()) {
    case SQLITE_FULL:
      return "the disk is full";
    case SQLITE_IOERR:
      return "the disk has an error";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "another program has locked the database";
    case SQLITE_READONLY:
      return "the database may not be written";
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      return "the database cannot be opened";
    case SQLITE_CORRUPT:
      return "the database is damaged";
    case SQLITE_NOTADB:
      return "the file is not a database";
    default:
      return error.what();
  }
}

void throw_start_failure(const std::string& path) {
  try {
    throw;
  } catch (const SQLite::Exception& error) {
    throw base::StartFailure(
        fmt::format("cannot use {}: {}{}", path, describe(error), advice(error)));
  } catch (const UnusableDatabase& error) {
    throw base::StartFailure(fmt::format("cannot use {}: {}", path, error.what()));
  }
}

std::int64_t read_integer(SQLite::Database& database, const char* query) {
  return database.execAndGet(query).getInt64();
}

}  // namespace tertulia::store
