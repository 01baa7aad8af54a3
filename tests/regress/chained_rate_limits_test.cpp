// Whoever came from an address in debt had their first line read nevertheless, and went with a
// larger debt. A chain of short visits so made one that the next from there could not live to see
// paid: they were welcomed, and nothing that they said was heard for hours.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server {
namespace {

using support::HubFixture;

TEST_CASE_FIXTURE(HubFixture, "visits one after another make no debt that others have to pay") {
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
}  // namespace tertulia::server
