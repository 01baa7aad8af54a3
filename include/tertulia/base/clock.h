#pragma once

#include <chrono>
#include <cstdint>
#include <vector>

#include "tertulia/base/units.h"

namespace tertulia::base {

/// A time of day, for what people and other programs read. It may jump; measure with `Instant`.
using WallTime = std::chrono::system_clock::time_point;

/// For ids that must not begin anew when a program starts again.
std::uint64_t microseconds_since_1970(WallTime time);

/// Tells the time to everything that measures it, so that a test can decide what time it is.
/// A program makes one `SystemClock` and hands it on; it must outlive all that uses it.
class Clock {
 public:
  /// Called when a test moves the time; never by the system's clock.
  class Listener {
   public:
    virtual void on_time_moved() = 0;

   protected:
    ~Listener() = default;
  };

  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;

  virtual Instant now() const = 0;
  virtual WallTime wall_time() const = 0;

  /// Whether the time stands still but for `ManualClock::advance()`. To wait for such a clock,
  /// listen to it.
  virtual bool manual() const { return false; }
  virtual void add_listener(Listener& /*listener*/) {}
  virtual void remove_listener(Listener& /*listener*/) {}

 protected:
  ~Clock() = default;
};

/// The clocks of the operating system.
class SystemClock final : public Clock {
 public:
  Instant now() const override;
  WallTime wall_time() const override;
};

/// A clock for tests: it starts at a fixed time, and stands still until it is advanced.
class ManualClock final : public Clock {
 public:
  /// The start: 2026-01-01 00:00:00 UTC, and any instant that is far from zero.
  static constexpr WallTime kWallStart{std::chrono::seconds{1'767'225'600}};
  static constexpr Instant kStart{std::chrono::hours{1'000}};

  Instant now() const override { return kStart + passed_; }
  WallTime wall_time() const override { return kWallStart + passed_; }
  bool manual() const override { return true; }
  void add_listener(Listener& listener) override;
  void remove_listener(Listener& listener) override;

  /// Moves both times on, and tells the listeners. Nothing that is due runs in this call: a reactor
  /// runs it in its next pass.
  void advance(Duration time);

 private:
  Duration passed_{};
  std::vector<Listener*> listeners_;
};

}  // namespace tertulia::base
