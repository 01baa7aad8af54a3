#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tertulia/base/clock.h"

namespace tertulia::store {

/// Counts failures of the disk, and tells the log about them, at most once a minute for each task.
class Trouble {
 public:
  enum class Task : std::size_t { store, find, remove };
  static constexpr std::size_t kTasks = 3;

  explicit Trouble(const base::Clock& clock) : clock_(clock) {}

  /// `what` could not be done: `cannot store messages: the disk is full`.
  /// Returns whether the log was told.
  bool add(Task task, std::string_view what);
  std::uint64_t count() const { return count_; }

 private:
  const base::Clock& clock_;
  std::array<base::Instant, kTasks> quiet_until_{};
  std::uint64_t count_ = 0;
};

}  // namespace tertulia::store
