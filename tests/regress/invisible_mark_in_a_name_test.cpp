// Bill was in the room. A stranger put a combining dot behind the i, which replaces the dot that
// the letter has: the server took the name for another one, and every screen showed the same.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::invisible_mark_in_a_name_test {
namespace {

TEST_CASE_FIXTURE(support::HubFixture, "a name with a mark that cannot be seen is taken") {
  join("Bill-1");
  auto& stranger = connect();
  for (const std::string name : {"Bi\u0307ll-1", "Bill-\u03351", "Bill-\u03321"}) {
    stranger.say(name + "\n");
    CHECK(stranger.until("Username?\n") ==
          "! '" + name + "' is taken; choose another name\nUsername?\n");
  }
}

}  // namespace
}  // namespace tertulia::server::invisible_mark_in_a_name_test
