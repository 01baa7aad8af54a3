#pragma once

#include <cstdint>

#include <SQLiteCpp/Database.h>

#include "store/statement.h"
#include "store/step_size.h"

namespace tertulia::store {

/// Removes what need not be kept, and tidies up, in steps of a few milliseconds. Only the writer's
/// thread uses it.
class Sweeper {
 public:
  /// What a step is for. Times are microseconds since 1970.
  struct Order {
    std::int64_t now = 0;
    std::int64_t oldest = 0;     ///< Messages of an earlier time are removed.
    std::int64_t keep_size = 0;  ///< In bytes; 0: no limit.
  };
  struct Step {
    std::uint64_t removed = 0;  ///< Messages.
    bool names_removed = false;
    bool more = false;  ///< There is more to do at once.
  };

  explicit Sweeper(SQLite::Database& database);

  /// Does the next step. Throws `SQLite::Exception`: then the step has done nothing.
  Step step(const Order& order);

  /// The time of the latest message or tidying, in microseconds since 1970; 0 if there is none.
  std::int64_t latest_time();
  /// The size of the file in bytes.
  std::uint64_t database_bytes();

 private:
  /// What is done once a day, after the messages of the day are removed, and after many are removed
  /// for the size.
  enum class Chore { none, begin_merge, merge, names };

  Step take_step(const Order& order);
  std::uint64_t remove_messages(const Order& order);
  std::uint64_t remove_of_closed_room();
  std::uint64_t remove_for_size(std::int64_t keep_size);
  std::int64_t surplus_over(std::int64_t keep_size);
  bool shrink_file();
  Step do_chore(std::int64_t now);
  bool merge(std::int64_t pages);
  Step remove_names(std::int64_t now);
  std::int64_t read(Statement& query);

  SQLite::Database& database_;
  StepSize size_;
  Statement page_count_, free_pages_;
  Statement closed_room_, remove_room_, forget_room_;
  Statement remove_older_, remove_oldest_;
  Statement count_;
  Statement shrink_;
  Statement merge_;
  Statement last_name_, remove_names_;
  Statement tidied_, set_tidied_;
  const std::int64_t page_size_;
  Chore chore_ = Chore::none;
  std::int64_t keep_size_ = 0;
  std::int64_t surplus_ = 0;     ///< Messages that are still to be removed for the size.
  bool size_is_done_ = false;    ///< Until all is done that is due.
  std::int64_t names_done_ = 0;  ///< Names up to this id have been looked at.
};

}  // namespace tertulia::store
