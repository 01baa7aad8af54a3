#pragma once

#include <cstddef>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::reactor {

class Deadline;

/// Many deadlines on one timer: a deadline that is set is a time stamp in a list, and a sweep looks
/// at the whole list when the earliest is due. A sweep follows another after `kGrain` at the
/// soonest, so a deadline is met up to that much late, and never early.
class Deadlines {
 public:
  static constexpr base::Duration kGrain{10};

  explicit Deadlines(Reactor& reactor);
  /// No deadline may be set any more.
  ~Deadlines() = default;
  Deadlines(const Deadlines&) = delete;
  Deadlines& operator=(const Deadlines&) = delete;

 private:
  friend class Deadline;
  struct Entry {
    base::Instant due;
    Deadline* deadline;  // null: cleared during a sweep
  };

  void set(Deadline& deadline, base::Instant due);
  void clear(Deadline& deadline);
  void sweep();
  void remove_cleared();
  void wake_at(base::Instant due);

  Reactor& reactor_;
  std::vector<Entry> entries_;
  Timer timer_;
  base::Instant wake_ = base::Instant::max();
  base::Instant last_sweep_{};
  bool sweeping_ = false;
};

/// One deadline. The usual use is lazy: set it once to the time at which something may be due, and
/// when it comes look whether that has moved.
class Deadline {
 public:
  class Handler {
   public:
    /// The deadline has passed and is now unset. Any deadline may be set, made or destroyed here,
    /// this one too.
    virtual void on_due(base::Instant now) = 0;

   protected:
    ~Handler() = default;
  };

  Deadline(Deadlines& deadlines, Handler& handler);
  ~Deadline() { clear(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// `Instant::max()` is never, and clears it.
  void set(base::Instant due);
  void clear();
  bool is_set() const { return index_ != kUnset; }

 private:
  friend class Deadlines;
  static constexpr std::size_t kUnset = static_cast<std::size_t>(-1);
  Deadlines& deadlines_;
  Handler& handler_;
  std::size_t index_ = kUnset;
};

}  // namespace tertulia::reactor
