#include "store/tool.h"

#include "store/schema.h"

namespace tertulia::store {

SQLite::Database open_for_reading(const std::string& path) {
  auto database = open_database(path, Access::read_only);
  database.exec("PRAGMA temp_store=MEMORY");
  if (check_version(database) != kPresentVersion) {
    throw UnusableDatabase("it is empty, or of an older version; start tertuliad with it once");
  }
  return database;
}

}  // namespace tertulia::store
