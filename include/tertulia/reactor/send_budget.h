#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>

#include "tertulia/base/clock.h"

namespace tertulia::reactor {

/// The bytes that all streams of a reactor should queue for their peers at most.
///
/// The budget is *strained* from the time at which more than half of it is used, until less than a
/// quarter is used. Meanwhile each stream whose peer makes no progress (`Stream::kMaxQueueAge`) is
/// closed. Other streams may exceed the limit: who writes must write less while the budget is
/// strained, and nothing while it is exhausted.
class SendBudget {
 public:
  /// The clock must outlive the budget.
  explicit SendBudget(const base::Clock& clock) : clock_(clock) {}

  std::size_t limit() const { return limit_; }
  void set_limit(std::size_t limit);

  /// The streams report all bytes that enter and leave their queues.
  void add(std::size_t bytes);
  void remove(std::size_t bytes);

  std::size_t queued() const { return queued_; }
  std::size_t available() const { return limit_ - std::min(queued_, limit_); }
  bool strained() const { return strained_; }
  /// For how long it has been strained; zero if it is not.
  base::Duration strained_for(base::Instant now) const;
  bool exhausted() const { return queued_ >= limit_; }

 private:
  void update();

  const base::Clock& clock_;
  std::size_t queued_ = 0;
  std::size_t limit_ = std::numeric_limits<std::size_t>::max();
  bool strained_ = false;
  base::Instant strained_since_{};
};

}  // namespace tertulia::reactor
