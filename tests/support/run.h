#pragma once

#include <functional>

#include <doctest/doctest.h>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::support {

/// Longer than any test needs on the slowest machine. Only a failed test waits so long.
inline constexpr base::Duration kGiveUp{20'000};

/// Runs the loop until `done()` is true. The test fails if that takes too long.
inline void run_until(reactor::Reactor& loop, const std::function<bool()>& done) {
  const auto give_up = reactor::Reactor::now() + kGiveUp;
  bool late = false;
  reactor::Timer look(loop, [&] {
    late = reactor::Reactor::now() > give_up;
    if (late || done()) return loop.stop();
    look.start(base::Duration{1});
  });
  look.start(base::Duration::zero());
  loop.run();
  REQUIRE_FALSE_MESSAGE(late, "what was waited for did not happen");
}

/// Runs this number of passes of the loop: enough for all events without a timer.
inline void run_passes(reactor::Reactor& loop, int passes = 20) {
  reactor::Timer next(loop,
                      [&] { --passes > 0 ? next.start(base::Duration::zero()) : loop.stop(); });
  next.start(base::Duration::zero());
  loop.run();
}

}  // namespace tertulia::support
