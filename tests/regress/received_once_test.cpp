// The piece of input that ended a session was counted when the session closed, and again after the
// piece was processed. The counter had more bytes than the server had received.
#include <doctest/doctest.h>

#include "support/hub_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::received_once_test {
namespace {

using support::HubFixture;

TEST_CASE_FIXTURE(HubFixture, "the piece that ends a session is counted once") {
  auto& ann = join("Ann");
  const auto before = loop.traffic().received;
  ann.say("exit\n");
  ann.until(phrases::goodbye("Ann") + "\n");
  ann.until_end();
  CHECK(loop.traffic().received == before + 5);
}

}  // namespace
}  // namespace tertulia::server::received_once_test
