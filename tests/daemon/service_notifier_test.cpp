#include "daemon/service_notifier.h"

#include <string>

#include <doctest/doctest.h>

#include "support/run.h"
#include "support/service_manager.h"

namespace tertulia::daemon::service_notifier_test {
namespace {

using base::Duration;

struct Fixture {
  explicit Fixture(const std::string& watchdog_usec = {})
      : manager({fake.address(), watchdog_usec, {}, {}, {}, {}}) {}

  std::string wait() {
    std::string heard;
    support::run_until(loop, clock, [&] { return !(heard = fake.next()).empty(); });
    return heard;
  }

  support::FakeManager fake;
  base::ManualClock clock;
  reactor::Reactor loop{clock};
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
  support::run_until(loop, clock, [&] { return looks >= 5; });
  CHECK(fake.receive_all().empty());
  counting.stopping();
  fake.receive_all();
  const int before = looks;
  support::pass_time(loop, clock, Duration{50});
  CHECK(looks == before);
}

TEST_CASE("the watchdog is pinged at once, and twice in each timeout, until the end") {
  Fixture fixture("100000");
  const auto begin = fixture.clock.now();
  CHECK(fixture.fake.next() == "WATCHDOG=1");
  for (int i = 0; i < 4; ++i) CHECK(fixture.wait() == "WATCHDOG=1");
  CHECK(fixture.clock.now() - begin == Duration{200});
  fixture.notifier.stopping();
  CHECK(fixture.fake.next() == "STOPPING=1\nSTATUS=shutting down");
  CHECK(fixture.wait() == "WATCHDOG=1");
}

TEST_CASE("a very short watchdog timeout does not keep the loop busy") {
  Fixture fixture("1000");
  fixture.fake.receive_all();
  for (int i = 0; i < 10; ++i) {
    support::run_passes(fixture.loop);
    CHECK(fixture.fake.receive_all().empty());
    fixture.clock.advance(Duration{1});
    support::run_passes(fixture.loop);
    CHECK(fixture.fake.receive_all() == "WATCHDOG=1\n");
  }
}

}  // namespace
}  // namespace tertulia::daemon::service_notifier_test
