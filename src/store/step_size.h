#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace tertulia::store {

/// How much a step of the sweeper does, in messages. A batch may wait for a step, and disks and
/// processors differ: so the time that former steps took decides.
class StepSize {
 public:
  static constexpr std::int64_t kLeast = 50;
  static constexpr std::int64_t kMost = 250;
  static constexpr std::chrono::milliseconds kWanted{5};

  std::int64_t messages() const { return messages_; }

  /// Grows slowly, and becomes a half at once.
  void note_step(std::chrono::steady_clock::duration time) {
    if (time < kWanted) messages_ += messages_ / 8 + 1;
    if (time > 2 * kWanted) messages_ /= 2;
    messages_ = std::clamp(messages_, kLeast, kMost);
  }

 private:
  std::int64_t messages_ = 100;
};

}  // namespace tertulia::store
