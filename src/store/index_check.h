#pragma once

#include <SQLiteCpp/Database.h>

namespace tertulia::store {

/// Whether the search index has exactly the words of the messages. FTS5's own check needs the right
/// to write, and holds up a server's writer. This one only reads: it compares sums over all words,
/// each with its message and place. Throws `SQLite::Exception` if the index cannot be read.
bool index_fits(SQLite::Database& database);

}  // namespace tertulia::store
