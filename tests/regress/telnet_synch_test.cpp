// A telnet user pressed Ctrl-C. Telnet sends its Synch then: an IAC, and a DM as urgent data. The
// kernel kept the DM out of the input, so the IAC took the next byte for its command: the IAC of
// the request for a timing mark. The user's next line began with the rest of it. And telnet showed
// no more text, since it waited for the answer to that request.
#include <string>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"

namespace tertulia::server::telnet_synch_test {
namespace {

TEST_CASE_FIXTURE(support::HubFixture,
                  "Ctrl-C in telnet is answered, and takes nothing of the next line") {
  auto& bob = join("Bob");
  for (int i = 0; i < 3; ++i) {
    bob.say("\xFF\xF4\xFF");
    const char mark = '\xF2';
    REQUIRE(::send(bob.socket.fd(), &mark, 1, MSG_OOB | MSG_NOSIGNAL) == 1);
    bob.say("\xFF\xFD\x06hello\r\n");
    CHECK(bob.until("\n") == "\xFF\xFC\x06(Bob) hello\n");
  }
}

TEST_CASE_FIXTURE(support::HubFixture, "a telnet user in character mode is heard") {
  auto& bob = connect();
  bob.say("\xFF\xFD\x01\xFF\xFD\x03");
  for (const char key : std::string("Bob\r\0hi\r\0", 9)) bob.say(std::string(1, key));
  CHECK(bob.until("(Bob) hi\n") ==
        "\xFF\xFC\x01\xFF\xFC\x03You are now connected, Bob!\n(Bob) hi\n");
}

}  // namespace
}  // namespace tertulia::server::telnet_synch_test
