// A client with unread input does not time out until the server has read it. An unnamed client that
// never stopped sending always had unread input, so with `--rate 0` it kept its place for ever.
#include <string>

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "support/hub_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::endless_login_test {
namespace {

using support::HubFixture;

TEST_CASE_FIXTURE(HubFixture, "endless blank lines do not delay the login timeout") {
  limits.login_timeout = base::Duration{200};
  auto& nameless = connect();
  const std::string piece(65'536, '\n');
  std::string heard;
  support::run_until(loop, clock, [&] {
    while (::send(nameless.socket.fd(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >
           0) {
    }
    heard += support::get(nameless.socket);
    return heard.find(phrases::closing_no_name("200 ms") + "\n") != std::string::npos;
  });
}

}  // namespace
}  // namespace tertulia::server::endless_login_test
