#include "store/reader.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <map>
#include <optional>

#include <SQLiteCpp/Transaction.h>
#include <sqlite3.h>

#include "store/database.h"
#include "store/order_records.h"
#include "store/records.h"
#include "store/search_text.h"

namespace tertulia::store {
namespace {

constexpr int kInstructionsAtOnce = 1'000;
constexpr std::chrono::hours kUnlimited{24};

/// The processor's, of this thread.
std::chrono::nanoseconds used_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

/// Makes SQLite ask now and then whether its answer is still wanted, and not too expensive. The
/// time of the processor counts, for a busy computer makes no search expensive.
class Interruption {
 public:
  Interruption(SQLite::Database& database, const reactor::CancelFlag& flag,
               std::chrono::nanoseconds processor_time)
      : handle_(database.getHandle()), flag_(flag), end_(used_time() + processor_time) {
    sqlite3_progress_handler(handle_, kInstructionsAtOnce, is_due, this);
  }
  ~Interruption() { sqlite3_progress_handler(handle_, 0, nullptr, nullptr); }
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  bool is_too_expensive() const { return too_expensive_; }

 private:
  static int is_due(void* interruption) {
    auto& self = *static_cast<Interruption*>(interruption);
    self.too_expensive_ = self.too_expensive_ || used_time() >= self.end_;
    return self.too_expensive_ || self.flag_.is_set() ? 1 : 0;
  }

  sqlite3* const handle_;
  const reactor::CancelFlag& flag_;
  const std::chrono::nanoseconds end_;
  bool too_expensive_ = false;
};

}  // namespace

/// One question: it collects what fits from one or several queries, each newest first.
class Reader::Search {
 public:
  Search(Reader& reader, const chat::ArchiveQuery& query) : reader_(reader), query_(query) {
    for (const auto& scope : query.rooms) private_from_[scope.room] = scope.private_from;
    if (query.from.empty()) return;
    senders_.emplace();
    for (Rows rows(reader.senders_, query.from); rows.next();) senders_->insert(rows.integer(0));
  }

  chat::ArchivePage run() {
    if (!query_.words.empty()) {
      const auto expression = match_expression(query_.words);
      if (!expression.empty()) collect(reader_.by_words_, expression, query_.after);
    } else if (senders_) {
      for (const auto sender : *senders_) collect(reader_.by_sender_, sender, query_.after);
    } else {
      for (const auto& scope : query_.rooms) collect_room(scope);
    }
    return page();
  }

 private:
  void collect_room(const chat::RoomScope& scope) {
    collect_room(scope.room, false, query_.after);
    if (scope.private_from == chat::RoomScope::kNone) return;
    const auto from = static_cast<std::uint64_t>(scope.private_from);
    collect_room(scope.room, true,
                 std::max(query_.after, chat::EntryId{from - std::min<std::uint64_t>(from, 1)}));
  }
  void collect_room(chat::RoomId room, bool hidden, chat::EntryId after) {
    take(Rows(reader_.by_room_, after, query_.before, room, hidden));
  }
  template <class Key>
  void collect(Statement& statement, const Key& key, chat::EntryId after) {
    take(Rows(statement, after, query_.before, key));
  }

  /// Takes one row more than the page has, to know whether there are more.
  void take(Rows rows) {
    for (std::size_t taken = 0; taken <= query_.limit && rows.next();) {
      const MessageRow row(rows);
      if (!fits(row)) continue;
      found_.push_back(row.message());
      ++taken;
    }
  }

  bool fits(const MessageRow& row) const {
    const auto scope = private_from_.find(row.room());
    if (scope == private_from_.end()) return false;
    if (row.hidden() && row.id() < scope->second) return false;
    return !senders_ || senders_->contains(row.sender());
  }

  chat::ArchivePage page() {
    std::ranges::sort(found_, std::ranges::greater{}, &chat::ArchivedMessage::id);
    const bool more = found_.size() > query_.limit;
    if (more) found_.resize(query_.limit);
    return {.messages = std::move(found_), .more = more};
  }

  Reader& reader_;
  const chat::ArchiveQuery& query_;
  std::map<chat::RoomId, chat::EntryId> private_from_;
  std::optional<std::set<std::int64_t>> senders_;
  std::vector<chat::ArchivedMessage> found_;
};

// CROSS JOIN keeps the order of the tables, and with it the order of the rows.
Reader::Reader(const std::string& path)
    : database_(open_database(path, Access::read_only)),
      by_room_(database_, select_messages("messages m",
                                          "m.room = ?3 AND m.hidden = ?4 AND m.id > ?1 "
                                          "AND m.id < ?2 ORDER BY m.id DESC")
                              .c_str()),
      by_sender_(database_, select_messages("messages m",
                                            "m.sender = ?3 AND m.id > ?1 AND m.id < ?2 "
                                            "ORDER BY m.id DESC")
                                .c_str()),
      by_words_(database_,
                select_messages("search CROSS JOIN messages m ON m.id = search.rowid",
                                "search MATCH ?3 AND search.rowid > ?1 AND search.rowid < ?2 "
                                "ORDER BY search.rowid DESC")
                    .c_str()),
      senders_(database_, "SELECT id FROM names WHERE key = ?") {}

chat::ArchivePage Reader::find(const chat::ArchiveQuery& query, const reactor::CancelFlag& too_late,
                               std::chrono::nanoseconds processor_time) {
  const Interruption interruption(database_, too_late, processor_time);
  try {
    // All queries see the same messages.
    const SQLite::Transaction transaction(database_);
    return Search(*this, query).run();
  } catch (const SQLite::Exception&) {
    if (interruption.is_too_expensive()) throw TooExpensive();
    throw;
  }
}

chat::ArchivedState Reader::load(std::size_t recent) {
  chat::ArchivedState state;
  state.rooms = read_rooms(database_);
  state.sessions = read_sessions(database_);
  read_order(database_, state);
  state.accounts = read_accounts(database_);
  std::set<chat::RoomId> rooms{chat::kLobby};
  for (const auto& room : state.rooms) rooms.insert(room.id);
  const reactor::CancelFlag never;
  for (const auto room : rooms) {
    if (recent == 0) break;
    auto page = find({.rooms = {{room, chat::EntryId{}}}, .limit = recent}, never, kUnlimited);
    std::ranges::move(page.messages, std::back_inserter(state.recent));
  }
  std::ranges::sort(state.recent, {}, &chat::ArchivedMessage::id);
  return state;
}

}  // namespace tertulia::store
