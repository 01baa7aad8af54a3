// A user typed a blank before "/msg Ann secret". The server took the line for a message, and
// everyone read the secret.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::indented_command_test {
namespace {

TEST_CASE_FIXTURE(support::HubFixture, "a command behind a blank does not go to everyone") {
  auto& ann = join("Ann");
  auto& bob = join("Bob");
  ann.until("-- Bob has joined\n");
  for (const std::string indent : {" ", "\t", "\u00A0", "\uFEFF"}) {
    bob.say(indent + "/msg Ann secret\n");
    CHECK(
        bob.until("\n") ==
        "! '/msg' has a blank before it, so the line was not sent; put // before the line to send "
        "it as a message\n");
  }
  bob.say("// /msg Ann secret\n");
  CHECK(ann.until("\n") == "(Bob)  /msg Ann secret\n");
}

}  // namespace
}  // namespace tertulia::server::indented_command_test
