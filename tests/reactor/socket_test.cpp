#include "tertulia/reactor/socket.h"

#include <utility>

#include <doctest/doctest.h>

#include "support/sockets.h"

namespace tertulia::reactor::socket_test {
namespace {

TEST_CASE("a socket closes its descriptor when it is destroyed") {
  auto [near, far] = support::unix_pair();
  CHECK_FALSE(support::at_end(far));
  { const Socket owner(near.release()); }
  CHECK(near.fd() == -1);
  CHECK(support::at_end(far));
}

TEST_CASE("a moved socket and a released socket close nothing") {
  auto [near, far] = support::unix_pair();
  Socket other(std::move(near));
  const int fd = other.release();
  CHECK(other.fd() == -1);
  other = Socket(fd);
  CHECK(other.fd() == fd);
  CHECK_FALSE(support::at_end(far));
  other = Socket();
  CHECK(support::at_end(far));
}

TEST_CASE("an empty socket has no descriptor") { CHECK(Socket().fd() == -1); }

TEST_CASE("who is at the other end of a unix socket is known") {
  const auto [near, far] = support::unix_pair();
  CHECK(is_from_root_or_self(near));
  const auto [tcp_near, tcp_far] = support::tcp_pair();
  CHECK_FALSE(is_from_root_or_self(tcp_near));
  CHECK_FALSE(is_from_root_or_self(Socket()));
}

TEST_CASE("the address of a peer is in its name") {
  CHECK(network_of({"192.0.2.1:4242", "192.0.2.1"})->text() == "192.0.2.1");
  CHECK(network_of({"[2001:db8::1]:4242", "2001:db8::/64"})->text() == "2001:db8::1");
  CHECK(network_of({"[fe80::1%eth0]:4242", "fe80::%eth0/64"})->text() == "fe80::1");
  CHECK_FALSE(network_of({"unix:/run/socket", "unix"}));
  CHECK_FALSE(network_of({"unix:127.0.0.1:80", "unix"}));
}

TEST_CASE("a peer is on this machine if it uses loopback or a unix socket") {
  for (const auto* host : {"unix", "127.0.0.1", "127.1.2.3"}) {
    CHECK(is_local({"peer", host}));
  }
  CHECK(is_local({"[::1]:4242", "::/64"}));
  for (const auto* host : {"192.0.2.1", "128.0.0.1", "12.7.0.1", "2001:db8::/64", "fe80::/64"}) {
    CHECK_FALSE(is_local({"peer", host}));
  }
  CHECK_FALSE(is_local({"[::5]:4242", "::/64"}));
}

}  // namespace
}  // namespace tertulia::reactor::socket_test
