#pragma once

#include <cstddef>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::reactor {

class Deadline;

/// Many deadlines on one timer: instead of a timer each there is a time stamp each, and a sweep
/// over all of them when the earliest is due. A sweep follows another after about `kGrain` at
/// the soonest, so a deadline is met up to that much late, and never early.
class Deadlines {
 public:
  static constexpr base::Duration kGrain{10};

  explicit Deadlines(Reactor& reactor);
  /// Every deadline must be gone by then.
  ~Deadlines() = default;
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

 private:
  friend class Deadline;
  struct Entry {
    base::Instant due;
    Deadline* deadline;
  };

  void add(Deadline& deadline);
  void remove(const Deadline& deadline);
  void set(const Deadline& deadline, base::Instant due);
  void sweep();
  void wake_at(base::Instant due);

  std::vector<Entry> entries_;
  Timer timer_;
  base::Instant wake_ = base::Instant::max();
  base::Instant last_sweep_{};
};

/// One deadline. The usual use is lazy: set it once to the time at which something may be due, and
/// when it comes look whether that has moved.
class Deadline {
 public:
  class Handler {
   public:
    /// The deadline has passed and is now unset; may set it again. Must not destroy any deadline.
    virtual void on_due(base::Instant now) = 0;

   protected:
    ~Handler() = default;
  };

  Deadline(Deadlines& deadlines, Handler& handler);
  ~Deadline();
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  void set(base::Instant due);
  void clear() { set(base::Instant::max()); }

 private:
  friend class Deadlines;
  Deadlines& deadlines_;
  Handler& handler_;
  std::size_t index_ = 0;
};

}  // namespace tertulia::reactor
