#include "tertulia/base/network.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::base::network_test {
namespace {

Network network(std::string_view text) {
  const auto parsed = Network::parse(text);
  REQUIRE(parsed);
  return *parsed;
}

std::string shown(std::string_view text) { return network(text).text(); }

TEST_CASE("an address or a network is shown in its shortest form") {
  CHECK(shown("192.0.2.1") == "192.0.2.1");
  CHECK(shown("192.0.2.1/32") == "192.0.2.1");
  CHECK(shown("192.0.2.77/24") == "192.0.2.0/24");
  CHECK(shown("10.255.0.0/9") == "10.128.0.0/9");
  CHECK(shown("0.0.0.0/0") == "0.0.0.0/0");
  CHECK(shown("2001:DB8:0:0::1") == "2001:db8::1");
  CHECK(shown("2001:db8::1/64") == "2001:db8::/64");
  CHECK(shown("::/0") == "::/0");
  CHECK(shown("::1") == "::1");
  CHECK(shown("fe80::1%eth0") == "fe80::1");
}

TEST_CASE("an address that is mapped to IPv6 is the IPv4 address") {
  CHECK(shown("::ffff:192.0.2.1") == "192.0.2.1");
  CHECK(shown("::ffff:192.0.2.0/120") == "192.0.2.0/24");
  CHECK(network("::ffff:c000:201") == network("192.0.2.1"));
  CHECK(network("::ffff:0:0/96") == network("0.0.0.0/0"));
  CHECK(network("::ffff:0:0/96").is_ipv4());
  CHECK_FALSE(network("::ffff:0:0/95").is_ipv4());
  CHECK_FALSE(network("::/0").is_ipv4());
}

TEST_CASE("a network contains its addresses and its parts") {
  CHECK(network("192.0.2.0/24").contains(network("192.0.2.255")));
  CHECK(network("192.0.2.0/24").contains(network("192.0.2.0/24")));
  CHECK(network("192.0.2.0/24").contains(network("::ffff:192.0.2.3")));
  CHECK_FALSE(network("192.0.2.0/24").contains(network("192.0.3.0")));
  CHECK_FALSE(network("192.0.2.0/24").contains(network("192.0.0.0/16")));
  CHECK(network("2001:db8::/33").contains(network("2001:db8:7fff::")));
  CHECK_FALSE(network("2001:db8::/33").contains(network("2001:db8:8000::")));
  CHECK(network("::/0").contains(network("192.0.2.1")));
  CHECK_FALSE(network("0.0.0.0/0").contains(network("::1")));
}

TEST_CASE("the prefix counts the bits of its own family") {
  CHECK(network("192.0.2.0/24").prefix() == 24);
  CHECK(network("192.0.2.1").prefix() == 32);
  CHECK(network("0.0.0.0/0").prefix() == 0);
  CHECK(network("2001:db8::/32").prefix() == 32);
  CHECK(network("::1").prefix() == 128);
}

TEST_CASE("loopback addresses are those of this machine") {
  CHECK(network("127.0.0.1").is_loopback());
  CHECK(network("127.8.9.10").is_loopback());
  CHECK(network("::ffff:127.0.0.1").is_loopback());
  CHECK(network("::1").is_loopback());
  CHECK_FALSE(network("::2").is_loopback());
  CHECK_FALSE(network("128.0.0.1").is_loopback());
  CHECK_FALSE(network("0.0.0.0/0").is_loopback());
}

TEST_CASE("other texts are no addresses") {
  for (const auto* text : {"",
                           "Eve",
                           "1",
                           "1.2",
                           "1.2.3",
                           "1.2.3.4.5",
                           "256.1.1.1",
                           "1.2.3.4/33",
                           "1.2.3.4/",
                           "/8",
                           "1.2.3.4/-1",
                           "1.2.3.4/8/8",
                           "1.2.3.4/x",
                           "::1/129",
                           "1::2::3",
                           "[::1]",
                           "1.2.3.4 ",
                           " 1.2.3.4",
                           "example.org",
                           "0x7f.0.0.1",
                           "1.2.3.4/24%eth0"}) {
    CAPTURE(text);
    CHECK_FALSE(Network::parse(text));
  }
  CHECK_FALSE(Network::parse(std::string_view("1.2.3.4\0x", 9)));
}

}  // namespace
}  // namespace tertulia::base::network_test
