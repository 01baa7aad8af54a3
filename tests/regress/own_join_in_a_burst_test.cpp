// Several clients joined within one notice interval. Each of them read its own name in the notice:
// "-- Nick, Tel and 2 others have joined".
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::own_join_in_a_burst_test {
namespace {

TEST_CASE_FIXTURE(support::HubFixture, "nobody is told of their own join") {
  auto& ann = join("Ann");
  join("first");
  ann.until("-- first has joined\n");
  auto& nick = join("Nick");
  auto& tel = join("Tel");
  auto& bob = join("Bob");
  auto& eve = join("Eve");
  CHECK(ann.until("\n") == "-- Nick, Tel and 2 others have joined\n");
  CHECK(nick.until("\n") == "-- Tel, Bob and Eve have joined\n");
  CHECK(tel.until("\n") == "-- Nick, Bob and Eve have joined\n");
  CHECK(bob.until("\n") == "-- Nick, Tel and Eve have joined\n");
  eve.say("hi\n");
  CHECK(eve.until("hi\n") == "-- Nick, Tel and Bob have joined\n(Eve) hi\n");
}

}  // namespace
}  // namespace tertulia::server::own_join_in_a_burst_test
