#pragma once

#include <algorithm>
#include <chrono>
#include <functional>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/reactor.h"

namespace tertulia::support {

/// Longer than any test needs on the slowest machine. Only a failed test waits so long.
inline constexpr base::Duration kGiveUp{20'000};
/// What a manual clock advances in each pass where a test lets time pass.
inline constexpr base::Duration kTick{5};

/// Runs the loop until `done()` is true. The test fails if that takes too long. A manual clock
/// stands still meanwhile.
inline void run_until(reactor::Reactor& loop, const std::function<bool()>& done) {
  const auto give_up = std::chrono::steady_clock::now() + kGiveUp;
  loop.run_pass();
  while (!done()) {
    const bool late = std::chrono::steady_clock::now() > give_up;
    REQUIRE_FALSE_MESSAGE(late, "what was waited for did not happen");
    loop.run_pass(base::Duration{1});
  }
}

/// The same, but time passes: a tick in each pass.
inline void run_until(reactor::Reactor& loop, base::ManualClock& clock,
                      const std::function<bool()>& done) {
  run_until(loop, [&] {
    if (done()) return true;
    clock.advance(kTick);
    return false;
  });
}

/// Runs this number of passes of the loop: enough for all events without a timer.
inline void run_passes(reactor::Reactor& loop, int passes = 20) {
  for (int i = 0; i < passes; ++i) loop.run_pass();
}

/// Lets so much time pass, in ticks, with a few passes after each.
inline void pass_time(reactor::Reactor& loop, base::ManualClock& clock, base::Duration time) {
  for (auto left = time; left > base::Duration::zero(); left -= kTick) {
    clock.advance(std::min(left, kTick));
    run_passes(loop, 3);
  }
}

}  // namespace tertulia::support
