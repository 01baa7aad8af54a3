#include <ostream>
#include <string>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>

#include "tertulia/store/tools.h"

#include "store/json_lines.h"
#include "store/records.h"
#include "store/statement.h"
#include "store/tool.h"

namespace tertulia::store {
namespace {

void write_head(SQLite::Database& database, std::ostream& out) {
  const auto reserved = read_integer(database, "SELECT value FROM meta WHERE name = 'reserved'");
  out << to_json(ExportHead{from_sql<chat::EntryId>(reserved)}) << '\n';
}

void write_messages(SQLite::Database& database, std::ostream& out) {
  const auto query =
      select_messages("messages m", "m.room NOT IN (SELECT id FROM closed_rooms) ORDER BY m.id");
  Statement messages(database, query.c_str());
  for (Rows rows(messages); out && rows.next();) out << to_json(MessageRow(rows).message()) << '\n';
}

}  // namespace

base::Result<std::monostate> export_to(const std::string& path, std::ostream& out) {
  auto result = result_of(path, [&] {
    auto database = open_for_reading(path);
    const SQLite::Transaction transaction(database);
    write_head(database, out);
    for (const auto& room : read_rooms(database)) out << to_json(room) << '\n';
    write_messages(database, out);
    return std::monostate{};
  });
  out.flush();
  if (result && !out) return base::Error{"the output cannot be written"};
  return result;
}

}  // namespace tertulia::store
