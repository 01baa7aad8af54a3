#include "store/sweeper.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

#include <SQLiteCpp/Transaction.h>

#include "store/database.h"

namespace tertulia::store {
namespace {

// What costs as much as a message that is removed: a part of a page that is merged, some names.
constexpr std::int64_t kMessagesAPage = 5;
constexpr std::int64_t kNamesAMessage = 8;
constexpr std::int64_t kManyRemoved = 10;  // more than this part (1/10) of the messages
constexpr std::int64_t kDay = std::chrono::microseconds{std::chrono::hours{24}}.count();

}  // namespace

// The pragmas are functions here, for statements of the pragmas themselves run when prepared.
Sweeper::Sweeper(SQLite::Database& database)
    : database_(database),
      page_count_(database, "SELECT page_count FROM pragma_page_count"),
      free_pages_(database, "SELECT freelist_count FROM pragma_freelist_count"),
      closed_room_(database, "SELECT id FROM closed_rooms ORDER BY id LIMIT 1"),
      remove_room_(database,
                   "DELETE FROM messages WHERE id IN "
                   "(SELECT id FROM messages WHERE room = ? LIMIT ?)"),
      forget_room_(database, "DELETE FROM closed_rooms WHERE id = ?"),
      remove_older_(database,
                    "DELETE FROM messages WHERE id IN "
                    "(SELECT id FROM messages ORDER BY id LIMIT ?2) AND at < ?1"),
      remove_oldest_(database,
                     "DELETE FROM messages WHERE id IN "
                     "(SELECT id FROM messages ORDER BY id LIMIT ?)"),
      count_(database, "SELECT count(*) FROM messages"),
      shrink_(database, "PRAGMA incremental_vacuum(200)"),
      merge_(database, "INSERT INTO search(search, rank) VALUES ('merge', ?)"),
      last_name_(database, "SELECT ifnull(max(id), 0) FROM names"),
      remove_names_(database,
                    "DELETE FROM names WHERE id > ?1 AND id <= ?2 AND "
                    "NOT EXISTS (SELECT 1 FROM messages WHERE sender = names.id)"),
      tidied_(database, "SELECT value FROM meta WHERE name = 'tidied'"),
      set_tidied_(database, "UPDATE meta SET value = ? WHERE name = 'tidied'"),
      page_size_(read_integer(database, "PRAGMA page_size")) {}

Sweeper::Step Sweeper::step(const Order& order) {
  const auto begin = std::chrono::steady_clock::now();
  const auto step = take_step(order);
  size_.note_step(std::chrono::steady_clock::now() - begin);
  return step;
}

Sweeper::Step Sweeper::take_step(const Order& order) {
  if (const auto removed = remove_messages(order); removed > 0) {
    shrink_file();
    return {.removed = removed, .more = true};
  }
  if (shrink_file()) return {.more = true};
  const auto step = do_chore(order.now);
  if (!step.more) size_is_done_ = false;
  return step;
}

std::uint64_t Sweeper::remove_messages(const Order& order) {
  if (const auto removed = remove_of_closed_room(); removed > 0) return removed;
  if (const auto removed = remove_older_.run(order.oldest, size_.messages()); removed > 0) {
    return static_cast<std::uint64_t>(removed);
  }
  return remove_for_size(order.keep_size);
}

/// The words of removed messages stay in the index until it merges, so the size does not say when
/// enough is removed: an estimate does, and what it misses follows when all else is done.
std::uint64_t Sweeper::remove_for_size(std::int64_t keep_size) {
  if (std::exchange(keep_size_, keep_size) != keep_size) {
    surplus_ = 0;
    size_is_done_ = false;
  }
  if (size_is_done_) return 0;
  if (surplus_ == 0) surplus_ = surplus_over(keep_size);
  if (surplus_ == 0) return 0;
  const auto wanted = std::min(surplus_, size_.messages());
  const auto removed = remove_oldest_.run(wanted);
  surplus_ = removed < wanted ? 0 : surplus_ - wanted;
  size_is_done_ = surplus_ == 0;
  return static_cast<std::uint64_t>(removed);
}

std::int64_t Sweeper::surplus_over(std::int64_t keep_size) {
  const auto used = (read(page_count_) - read(free_pages_)) * page_size_;
  if (keep_size <= 0 || used <= keep_size) return 0;
  const auto messages = read(count_);
  const auto surplus = static_cast<std::int64_t>(
      std::ceil(static_cast<double>(messages) * static_cast<double>(used - keep_size) /
                static_cast<double>(used)));
  if (surplus > messages / kManyRemoved) chore_ = Chore::begin_merge;
  return surplus;
}

std::uint64_t Sweeper::remove_of_closed_room() {
  while (const auto room = read(closed_room_)) {
    const auto removed = remove_room_.run(room, size_.messages());
    if (removed > 0) return static_cast<std::uint64_t>(removed);
    forget_room_.run(room);
  }
  return 0;
}

/// A database that somebody has copied with other settings does not shrink.
bool Sweeper::shrink_file() {
  const auto free = read(free_pages_);
  if (free == 0) return false;
  for (Rows rows(shrink_); rows.next();) continue;
  return read(free_pages_) < free;
}

Sweeper::Step Sweeper::do_chore(std::int64_t now) {
  switch (chore_) {
    case Chore::none:
      if (now - read(tidied_) < kDay) return {};
      chore_ = Chore::begin_merge;
      break;
    case Chore::begin_merge:
      // A negative number begins to merge all parts of the index into one.
      merge(-size_.messages() / kMessagesAPage);
      chore_ = Chore::merge;
      break;
    case Chore::merge:
      if (!merge(size_.messages() / kMessagesAPage)) chore_ = Chore::names;
      break;
    case Chore::names:
      return remove_names(now);
  }
  return {.more = true};
}

/// Returns whether there was anything to merge: FTS5 tells so by the number of changes.
bool Sweeper::merge(std::int64_t pages) {
  const auto before = database_.getTotalChanges();
  merge_.run(pages);
  return database_.getTotalChanges() - before >= 2;
}

Sweeper::Step Sweeper::remove_names(std::int64_t now) {
  const auto end = names_done_ + kNamesAMessage * size_.messages();
  const bool removed = remove_names_.run(names_done_, end) > 0;
  names_done_ = end;
  if (end < read(last_name_)) return {.names_removed = removed, .more = true};
  set_tidied_.run(now);
  names_done_ = 0;
  chore_ = Chore::none;
  return {.names_removed = removed};
}

std::int64_t Sweeper::latest_time() {
  const auto message = read_integer(
      database_, "SELECT ifnull((SELECT at FROM messages ORDER BY id DESC LIMIT 1), 0)");
  return std::max(message, read(tidied_));
}

std::uint64_t Sweeper::database_bytes() {
  return static_cast<std::uint64_t>(read(page_count_) * page_size_);
}

std::int64_t Sweeper::read(Statement& query) {
  Rows row(query);
  return row.next() ? row.integer(0) : 0;
}

}  // namespace tertulia::store
