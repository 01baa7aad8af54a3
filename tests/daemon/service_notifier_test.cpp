#include "daemon/service_notifier.h"

#include <string>

#include <doctest/doctest.h>

#include "support/run.h"
#include "support/service_manager.h"

namespace tertulia::daemon {
namespace {

using base::Duration;

struct Fixture {
  explicit Fixture(const std::string& watchdog_usec = {})
      : manager({fake.address(), watchdog_usec, {}, {}, {}, {}}) {}

  std::string wait() {
    std::string heard;
    support::run_until(loop, [&] { return !(heard = fake.next()).empty(); });
    return heard;
  }

  support::FakeManager fake;
  reactor::Reactor loop;
  ServiceManager manager;
  std::string state = "0 clients";
  ServiceNotifier notifier{loop, manager, [this] { return state; }, Duration{5}};
};

TEST_CASE_FIXTURE(Fixture, "the manager gets readiness, each new status, and the stop") {
  notifier.ready();
  CHECK(wait() == "READY=1\nSTATUS=0 clients");
  state = "1 client";
  CHECK(wait() == "STATUS=1 client");
  state = "2 clients";
  notifier.ready();
  CHECK(wait() == "READY=1\nSTATUS=2 clients");
  notifier.stopping();
  CHECK(wait() == "STOPPING=1\nSTATUS=shutting down");
}

TEST_CASE_FIXTURE(Fixture,
                  "an unchanged status is not sent again, and nothing is sent after the stop") {
  int looks = 0;
  ServiceNotifier counting(
      loop, manager, [&looks] { return ++looks, std::string("the same"); }, Duration{1});
  counting.ready();
  CHECK(wait() == "READY=1\nSTATUS=the same");
  support::run_until(loop, [&] { return looks >= 5; });
  CHECK(fake.receive_all().empty());
  counting.stopping();
  fake.receive_all();
  const int before = looks;
  support::run_passes(loop);
  CHECK(looks == before);
}

TEST_CASE("the watchdog is pinged at once, and twice in each timeout, until the end") {
  const auto begin = reactor::Reactor::now();
  Fixture fixture("100000");
  CHECK(fixture.fake.next() == "WATCHDOG=1");
  for (int i = 0; i < 4; ++i) CHECK(fixture.wait() == "WATCHDOG=1");
  CHECK(reactor::Reactor::now() - begin >= Duration{195});
  fixture.notifier.stopping();
  CHECK(fixture.fake.next() == "STOPPING=1\nSTATUS=shutting down");
  CHECK(fixture.wait() == "WATCHDOG=1");
}

TEST_CASE("a very short watchdog timeout does not keep the loop busy") {
  const auto begin = reactor::Reactor::now();
  Fixture fixture("1000");
  for (int i = 0; i < 10; ++i) fixture.wait();
  CHECK(reactor::Reactor::now() - begin >= Duration{9});
}

}  // namespace
}  // namespace tertulia::daemon
