// Whoever has sent what the server has not read yet is given time until it has. A nameless client
// that never stopped sending had always sent more, and so held its place for ever with `--rate 0`.
#include <string>

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "support/hub_fixture.h"

namespace tertulia::server {
namespace {

using support::HubFixture;

TEST_CASE_FIXTURE(HubFixture, "an endless line does not put off the end of the login") {
  limits.login_timeout = base::Duration{200};
  auto& nameless = connect();
  const std::string piece(65'536, 'x');
  std::string heard;
  support::run_until(loop, [&] {
    while (::send(nameless.socket.fd(), piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL) >
           0) {
    }
    heard += support::get(nameless.socket);
    return heard.find("-- Closing: no name for 200 ms\n") != std::string::npos;
  });
}

}  // namespace
}  // namespace tertulia::server
