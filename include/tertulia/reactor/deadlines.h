#pragma once

#include <cstddef>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::reactor {

class Deadline;

/// Many deadlines that share one timer. Each deadline that is set has an entry in a list. When the
/// earliest one is due, a sweep goes through the whole list. Two sweeps are at least `kResolution`
/// apart: a deadline is reported up to `kResolution` late, and never early.
class Deadlines {
 public:
  static constexpr base::Duration kResolution{10};

  explicit Deadlines(Reactor& reactor);
  /// Precondition: no deadline is set.
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

/// One deadline. To save work, set it once to the earliest time at which something may be due. When
/// it is reported, check whether that time has moved, and set the deadline again if it has.
class Deadline {
 public:
  class Handler {
   public:
    /// The deadline has passed and is now unset. The handler may set, create and destroy any
    /// deadline here, also this one.
    virtual void on_due(base::Instant now) = 0;

   protected:
    ~Handler() = default;
  };

  Deadline(Deadlines& deadlines, Handler& handler);
  ~Deadline() { clear(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  /// Sets or moves it. `Instant::max()` means never, and clears it.
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
