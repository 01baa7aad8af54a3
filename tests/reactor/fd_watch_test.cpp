#include "tertulia/reactor/fd_watch.h"

#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>

#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::reactor::fd_watch_test {
namespace {

TEST_CASE("a descriptor is reported as long as it is ready") {
  auto [near, far] = support::unix_pair();
  base::ManualClock clock;
  Reactor loop{clock};
  int calls = 0;
  std::string seen;
  const FdWatch watch(loop, near.fd(), [&, &socket = near] {
    if (++calls >= 3) seen += support::get(socket);
  });
  support::run_passes(loop);
  CHECK(calls == 0);
  support::put(far, "abc");
  support::run_until(loop, [&] { return !seen.empty(); });
  CHECK(calls == 3);
  CHECK(seen == "abc");
  support::run_passes(loop);
  CHECK(calls == 3);
}

TEST_CASE("a paused watch reports nothing, and no input is lost") {
  auto [near, far] = support::unix_pair();
  base::ManualClock clock;
  Reactor loop{clock};
  std::string seen;
  FdWatch watch(loop, near.fd(), [&, &socket = near] { seen += support::get(socket); });
  watch.pause();
  support::put(far, "abc");
  support::run_passes(loop);
  CHECK(seen.empty());
  watch.resume();
  watch.resume();
  support::run_until(loop, [&] { return seen == "abc"; });
}

TEST_CASE("a watch can pause itself") {
  auto [near, far] = support::unix_pair();
  base::ManualClock clock;
  Reactor loop{clock};
  int calls = 0;
  FdWatch watch(loop, near.fd(), [&] {
    ++calls;
    watch.pause();
  });
  support::put(far, "abc");
  support::run_until(loop, [&] { return calls > 0; });
  support::run_passes(loop);
  CHECK(calls == 1);
}

TEST_CASE("the end of input is reported") {
  auto [near, far] = support::unix_pair();
  base::ManualClock clock;
  Reactor loop{clock};
  int calls = 0;
  const FdWatch watch(loop, near.fd(), [&] { ++calls; });
  far = Socket();
  support::run_until(loop, [&] { return calls > 0; });
  CHECK(support::at_end(near));
}

TEST_CASE("the descriptor stays open, with its flags unchanged") {
  auto [near, far] = support::unix_pair();
  const int flags = ::fcntl(near.fd(), F_GETFL);
  base::ManualClock clock;
  Reactor loop{clock};
  {
    const FdWatch watch(loop, near.fd(), [] {});
  }
  CHECK(::fcntl(near.fd(), F_GETFL) == flags);
}

TEST_CASE("the null device can be watched where any descriptor can") {
  const Socket null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  base::ManualClock clock;
  Reactor loop(clock, Reactor::Watch::any_descriptor);
  int calls = 0;
  const FdWatch watch(loop, null.fd(), [&] { ++calls; });
  support::run_until(loop, [&] { return calls > 1; });
}

}  // namespace
}  // namespace tertulia::reactor::fd_watch_test
