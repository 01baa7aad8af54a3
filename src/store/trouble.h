#pragma once

#include <cstdint>
#include <string_view>

#include "tertulia/base/clock.h"

namespace tertulia::store {

/// Counts failures of one kind, and tells the log about them, at most once a minute.
class Trouble {
 public:
  explicit Trouble(const base::Clock& clock) : clock_(clock) {}

  /// `what` could not be done: `cannot store messages: the disk is full`.
  /// Returns whether the log was told.
  bool add(std::string_view what);
  std::uint64_t count() const { return count_; }

 private:
  const base::Clock& clock_;
  base::Instant quiet_until_{};
  std::uint64_t count_ = 0;
};

}  // namespace tertulia::store
