// The first line of a new connection was read even if its address had no tokens left, and made the
// deficit larger. Many short connections in turn made a deficit of hours: the next client from the
// address was welcomed, and the server read none of its messages for hours.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::chained_rate_limits_test {
namespace {

using support::HubFixture;

TEST_CASE_FIXTURE(HubFixture, "short visits in turn do not throttle later connections") {
  limits.rate = 10;
  limits.burst = 2;
  const auto dear = "exit" + std::string(4'000, ' ') + "\n";
  for (int i = 0; i < 100; ++i) {
    auto& visitor = connect();
    visitor.say(dear);
    support::run_passes(loop);
    visitor.socket = reactor::Socket();
    support::run_passes(loop);
  }
  auto& ann = connect();
  ann.say("Ann\nhello\n");
  ann.until("(Ann) hello\n");
}

}  // namespace
}  // namespace tertulia::server::chained_rate_limits_test
