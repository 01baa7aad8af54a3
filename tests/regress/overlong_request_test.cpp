// The server looked for HTTP only in lines up to --max-line. A web page made its visitors' browsers
// post to an address whose path was longer. The server answered that the line was too long, asked
// for a name, and took it from the body: the page joined, and sent messages in the visitor's place.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::overlong_request_test {
namespace {

TEST_CASE_FIXTURE(support::HubFixture, "a request with a long path cannot join") {
  std::size_t path = 4090;
  SUBCASE("by default") {}
  SUBCASE("with short lines") {
    limits.max_line = 64;
    path = 60;
  }
  auto& ann = join("Ann");
  auto& browser = connect();
  browser.say("POST /" + std::string(path, 'a') + " HTTP/1.1\r\n\r\nEve\nspam\n");
  browser.until_end();
  CHECK(browser.unread ==
        "! This is a chat server for lines of plain text, and the first one was longer than " +
            std::to_string(limits.max_line) + " bytes\n");
  ann.say("still alone\n");
  CHECK(ann.until("\n") == "(Ann) still alone\n");
  CHECK(log.back().ends_with(" rejected: its first line is longer than " +
                             std::to_string(limits.max_line) + " bytes"));
}

}  // namespace
}  // namespace tertulia::server::overlong_request_test
