#pragma once

#include <cstdint>
#include <iosfwd>
#include <string>
#include <variant>
#include <vector>

#include "tertulia/base/result.h"

/// What a person does with the database of an archive. All functions block. While one reads, what a
/// server writes stays in the file `-wal`, which grows.
namespace tertulia::store {

/// Checks the database: its pages, the search index against the messages, and the references
/// between the tables. Returns a line for each kind of problem; none: it is sound. It only reads,
/// in one transaction, and may run beside a server. The error says why the database cannot be read
/// at all.
base::Result<std::vector<std::string>> check(const std::string& path);

/// Writes the rooms and messages as JSON lines, one object a line: first `{"type":"meta"…}`, then
/// the rooms by id, then the messages by id. Sessions are not written. The same database gives the
/// same bytes. It only reads, in one transaction, and may run beside a server.
base::Result<std::monostate> export_to(const std::string& path, std::ostream& out);

struct Imported {
  std::uint64_t messages = 0;
  std::uint64_t rooms = 0;  ///< Besides the lobby. Nobody is in them, since no session is imported.
};

/// Reads what `export_to()` writes, into a database that does not exist yet, or that has no
/// messages, rooms and sessions: all of it or nothing. No server may use the database. The error
/// names the line, if there is one.
base::Result<Imported> import_from(std::istream& in, const std::string& path);

}  // namespace tertulia::store
