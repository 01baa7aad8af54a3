#include "reactor/address.h"

#include <doctest/doctest.h>

namespace tertulia::reactor::address_test {
namespace {

Peer peer(const std::string& host) {
  const auto addresses = resolve({Endpoint::Family::tcp, host, 4242}, Purpose::connect);
  REQUIRE(addresses);
  return describe(addresses->front());
}

TEST_CASE("each IPv4 address is its own") {
  CHECK(peer("192.0.2.1").name == "192.0.2.1:4242");
  CHECK(peer("192.0.2.1").host == "192.0.2.1");
}

TEST_CASE("an IPv4 address mapped to IPv6 is an IPv4 address") {
  CHECK(peer("::ffff:192.0.2.1").name == "192.0.2.1:4242");
  CHECK(peer("::ffff:192.0.2.1").host == "192.0.2.1");
}

TEST_CASE("all addresses of an IPv6 /64 network are one") {
  CHECK(peer("2001:db8:1:2:3:4:5:6").name == "[2001:db8:1:2:3:4:5:6]:4242");
  CHECK(peer("2001:db8:1:2:3:4:5:6").host == "2001:db8:1:2::/64");
  CHECK(peer("2001:db8:1:2:ffff::1").host == "2001:db8:1:2::/64");
  CHECK(peer("2001:db8:1:3:3:4:5:6").host == "2001:db8:1:3::/64");
}

}  // namespace
}  // namespace tertulia::reactor::address_test
