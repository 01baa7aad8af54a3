#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>

#include "tertulia/chat/archive.h"
#include "tertulia/reactor/job.h"

#include "store/statement.h"

namespace tertulia::store {

/// A question needs more of the processor than it may have.
class TooExpensive : public std::runtime_error {
 public:
  TooExpensive() : std::runtime_error("too expensive") {}
};

/// Answers questions over a connection of its own. Only the reader's thread uses it after the
/// start.
class Reader {
 public:
  explicit Reader(const std::string& path);

  /// Throws `SQLite::Exception`, also soon after the flag is set, and `TooExpensive` soon after it
  /// has used so much of the processor.
  chat::ArchivePage find(const chat::ArchiveQuery& query, const reactor::CancelFlag& too_late,
                         std::chrono::nanoseconds processor_time);
  /// All rooms, sessions, and at most so many messages of each room.
  chat::ArchivedState load(std::size_t recent);

 private:
  class Search;

  SQLite::Database database_;
  Statement by_room_;
  Statement by_sender_;
  Statement by_words_;
  Statement senders_;
};

}  // namespace tertulia::store
