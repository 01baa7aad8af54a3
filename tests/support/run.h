#pragma once

#include <functional>

#include <doctest/doctest.h>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"

namespace tertulia::support {

/// Longer than anything takes on the slowest machine; only a failing test ever waits for it.
inline constexpr base::Duration kGiveUp{20'000};

/// Runs the loop until `done()` holds, and fails the test if it never does.
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

/// Runs so many passes of the loop: enough for all that can happen without a timer.
inline void run_passes(reactor::Reactor& loop, int passes = 20) {
  reactor::Timer next(loop,
                      [&] { --passes > 0 ? next.start(base::Duration::zero()) : loop.stop(); });
  next.start(base::Duration::zero());
  loop.run();
}

}  // namespace tertulia::support
