#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include "tertulia/store/tools.h"

#include "store/index_check.h"
#include "store/statement.h"
#include "store/tool.h"

namespace tertulia::store {
namespace {

using Problems = std::vector<std::string>;

struct Reference {
  const char* count;  ///< Counts the rows that refer to nothing.
  const char* problem;
};

constexpr std::array kReferences{
    Reference{"SELECT count(*) FROM messages WHERE sender NOT IN (SELECT id FROM names)",
              "messages of an unknown sender"},
    Reference{"SELECT count(*) FROM messages WHERE room <> 1 AND room NOT IN "
              "(SELECT id FROM rooms UNION ALL SELECT id FROM closed_rooms)",
              "messages of an unknown room"},
    Reference{
        "SELECT count(*) FROM nominees WHERE room <> 1 AND room NOT IN (SELECT id FROM rooms)",
        "operators, invitations or views of an unknown room"},
    Reference{"SELECT count(*) FROM account_keys WHERE account NOT IN (SELECT id FROM accounts)",
              "keys of an unknown account"},
    Reference{"SELECT count(*) FROM visits WHERE session NOT IN (SELECT id FROM sessions)",
              "visits of an unknown session"},
    Reference{"SELECT count(*) FROM visits WHERE room <> 1 AND room NOT IN (SELECT id FROM rooms)",
              "visits to an unknown room"}};

bool check_pages(SQLite::Database& database, Problems& problems) {
  Statement check(database, "PRAGMA integrity_check(20)");
  for (Rows rows(check); rows.next();) {
    auto line = rows.text(0);
    if (line != "ok") problems.push_back(std::move(line));
  }
  return problems.empty();
}

void check_references(SQLite::Database& database, Problems& problems) {
  for (const auto& reference : kReferences) {
    const auto count = read_integer(database, reference.count);
    if (count > 0) problems.push_back(fmt::format("{} {}", count, reference.problem));
  }
}

void check_index(SQLite::Database& database, Problems& problems) {
  try {
    if (!index_fits(database)) {
      problems.emplace_back("the search index does not fit the messages");
    }
  } catch (const SQLite::Exception& error) {
    problems.push_back(fmt::format("the search index cannot be read: {}", describe(error)));
  }
}

}  // namespace

base::Result<Problems> check(const std::string& path) {
  return result_of(path, [&] {
    auto database = open_for_reading(path);
    const SQLite::Transaction transaction(database);
    Problems problems;
    // The rest of a damaged database says nothing more.
    if (!check_pages(database, problems)) return problems;
    check_references(database, problems);
    check_index(database, problems);
    return problems;
  });
}

}  // namespace tertulia::store
