// Some addresses changed their meaning when they were written and read back. The host "unix" became
// "unix:7788", which is the path of a socket. A bracket in the scope of an IPv6 address without
// brackets ended the address early. A NUL in the scope hid the rest.
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/reactor/endpoint.h"

namespace tertulia::reactor::address_read_back_test {
namespace {

TEST_CASE("no host has the name of the unix socket prefix") {
  CHECK_FALSE(parse_endpoint("unix"));
  CHECK(parse_endpoint("unix.example"));
}

TEST_CASE("a scope has no brackets and no NUL") {
  CHECK_FALSE(parse_endpoint("::1%]x"));
  CHECK_FALSE(parse_endpoint(std::string_view("::1%a\0b", 7)));
  CHECK(parse_endpoint("::1%eth0"));
}

}  // namespace
}  // namespace tertulia::reactor::address_read_back_test
