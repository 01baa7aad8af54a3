#include "tertulia/reactor/signal.h"

#include <csignal>

#include <doctest/doctest.h>

#include "support/run.h"

namespace tertulia::reactor::signal_test {
namespace {

TEST_CASE("a signal is reported in the loop, each time") {
  base::ManualClock clock;
  Reactor loop{clock};
  int calls = 0;
  const Signal signal(loop, SIGUSR1, [&] { ++calls; });
  std::raise(SIGUSR1);
  CHECK(calls == 0);
  support::run_until(loop, [&] { return calls == 1; });
  std::raise(SIGUSR1);
  support::run_until(loop, [&] { return calls == 2; });
}

TEST_CASE("different signals are distinguished") {
  base::ManualClock clock;
  Reactor loop{clock};
  int first = 0;
  int second = 0;
  const Signal one(loop, SIGUSR1, [&] { ++first; });
  const Signal two(loop, SIGUSR2, [&] { ++second; });
  std::raise(SIGUSR2);
  support::run_until(loop, [&] { return second == 1; });
  CHECK(first == 0);
}

TEST_CASE("a signal gets its previous handler back") {
  const auto former = std::signal(SIGUSR1, SIG_IGN);
  base::ManualClock clock;
  Reactor loop{clock};
  int calls = 0;
  {
    const Signal signal(loop, SIGUSR1, [&] { ++calls; });
  }
  std::raise(SIGUSR1);
  support::run_passes(loop);
  CHECK(calls == 0);
  const bool ignored = std::signal(SIGUSR1, former) == SIG_IGN;
  CHECK(ignored);
}

TEST_CASE("a reactor ignores SIGPIPE") {
  base::ManualClock clock;
  const Reactor loop{clock};
  const bool ignored = std::signal(SIGPIPE, SIG_IGN) == SIG_IGN;
  CHECK(ignored);
}

}  // namespace
}  // namespace tertulia::reactor::signal_test
