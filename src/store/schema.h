#pragma once

#include <array>
#include <cstdint>

#include <SQLiteCpp/Database.h>

namespace tertulia::store {

/// `TERT` in the header of the file (PRAGMA application_id).
inline constexpr std::int32_t kApplicationId = 0x54455254;

/// The arguments of FTS5's tokenizer `unicode61` in the schema.
inline constexpr std::array kTokenizerArguments{"remove_diacritics", "0", "categories",
                                                "L* M* N* Co"};

/// The version that this program makes and uses.
inline constexpr int kPresentVersion = 2;

/// The version of the database, 0 if it is new and empty. Only reads. Throws `UnusableDatabase` if
/// it is another program's database or of a newer version, and `SQLite::Exception` if it is
/// damaged.
int check_version(SQLite::Database& database);

/// Makes the tables of an empty database, and brings one of an older version to the present one.
/// The database is then in the mode WAL. Throws like `check_version()`.
void upgrade(SQLite::Database& database);

}  // namespace tertulia::store
