#include "reactor/wake_up.h"

#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/resource.h>

#include "tertulia/base/failure.h"

namespace tertulia::reactor {
namespace {

bool is_readable(const WakeUp& wake_up) {
  pollfd ready{wake_up.fd(), POLLIN, 0};
  return ::poll(&ready, 1, 0) == 1;
}

TEST_CASE("a wake-up is readable from its signal until it is cleared") {
  const WakeUp wake_up;
  CHECK_FALSE(is_readable(wake_up));
  std::thread([&] { wake_up.signal(); }).join();
  CHECK(is_readable(wake_up));
  CHECK(is_readable(wake_up));
  wake_up.clear();
  CHECK_FALSE(is_readable(wake_up));
}

TEST_CASE("many signals are cleared at once, and none of them waits") {
  const WakeUp wake_up;
  for (int i = 0; i < 100'000; ++i) wake_up.signal();
  CHECK(is_readable(wake_up));
  wake_up.clear();
  CHECK_FALSE(is_readable(wake_up));
}

TEST_CASE("clearing without a signal does not wait") {
  const WakeUp wake_up;
  wake_up.clear();
  CHECK_FALSE(is_readable(wake_up));
}

TEST_CASE("a program that is started does not inherit the descriptor") {
  const WakeUp wake_up;
  CHECK((::fcntl(wake_up.fd(), F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a wake-up without a free descriptor fails with the reason") {
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  const rlimit none{0, before.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &none) == 0);
  CHECK_THROWS_WITH_AS(WakeUp{}, "cannot make a wake-up descriptor: Too many open files",
                       base::StartFailure);
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &before) == 0);
}

}  // namespace
}  // namespace tertulia::reactor
