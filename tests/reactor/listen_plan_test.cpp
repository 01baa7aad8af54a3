#include "reactor/listen_plan.h"

#include <exception>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <unistd.h>

#include "reactor/bind.h"

namespace tertulia::reactor::listen_plan_test {
namespace {

using Names = std::vector<std::string>;

std::vector<ListenTarget> targets_of(const Names& names) {
  std::vector<ListenTarget> targets;
  for (const auto& name : names) {
    const auto addresses = resolve(*parse_listen_endpoint(name), Purpose::listen);
    REQUIRE(addresses);
    for (const auto& address : *addresses) targets.push_back({address, targets.size()});
  }
  return targets;
}

/// What it listens on. `+4`: IPv4 included.
Names plan(const Names& names, Ipv6Support support = Ipv6Support::dual_stack,
           const std::vector<ListenTarget>& open = {}) {
  Names planned;
  for (const auto& target : plan_listening(targets_of(names), open, support)) {
    if (!target.needed) continue;
    const bool both = target.ipv4 == ListenTarget::Ipv4::included;
    planned.push_back(describe(target.address).name + (both ? "+4" : ""));
  }
  return planned;
}

TEST_CASE("different addresses and ports stay") {
  CHECK(plan({"127.0.0.1:1", "127.0.0.2:1", "127.0.0.1:2", "[::1]:1"}) ==
        Names{"127.0.0.1:1", "127.0.0.2:1", "127.0.0.1:2", "[::1]:1"});
}

TEST_CASE("an address that is named twice is needed once") {
  CHECK(plan({"127.0.0.1:1", "127.0.0.1:1", "127.0.0.1:1"}) == Names{"127.0.0.1:1"});
  CHECK(plan({"[::1]:1", "[0::1]:1"}) == Names{"[::1]:1"});
  CHECK(plan({"0.0.0.0:1", "0.0.0.0:1"}) == Names{"0.0.0.0:1"});
  CHECK(plan({"[::]:1", "*:1", ":1", "1"}) == Names{"[::]:1+4"});
  CHECK(plan({"127.0.0.1:1", "[::ffff:127.0.0.1]:1"}) == Names{"127.0.0.1:1"});
}

TEST_CASE("a wildcard includes the addresses of its family") {
  CHECK(plan({"127.0.0.1:1", "0.0.0.0:1"}) == Names{"0.0.0.0:1"});
  CHECK(plan({"0.0.0.0:1", "127.0.0.1:1", "[::1]:1"}) == Names{"0.0.0.0:1", "[::1]:1"});
  CHECK(plan({"[::1]:1", "[::]:1"}) == Names{"[::]:1+4"});
  CHECK(plan({"[::ffff:0.0.0.0]:1", "127.0.0.1:1"}) == Names{"0.0.0.0:1"});
}

TEST_CASE("[::] includes IPv4, unless 0.0.0.0 is there, too") {
  CHECK(plan({"127.0.0.1:1", "[::]:1"}) == Names{"[::]:1+4"});
  CHECK(plan({"[::]:1", "127.0.0.1:1"}) == Names{"[::]:1+4"});
  CHECK(plan({"0.0.0.0:1", "[::]:1"}) == Names{"0.0.0.0:1", "[::]:1"});
  CHECK(plan({"[::]:1", "0.0.0.0:1"}) == Names{"[::]:1", "0.0.0.0:1"});
  CHECK(plan({"*:1", "0.0.0.0:1", "127.0.0.1:1"}) == Names{"[::]:1", "0.0.0.0:1"});
}

TEST_CASE("a wildcard includes nothing of another port") {
  CHECK(plan({"127.0.0.1:1", "0.0.0.0:2", "[::]:3"}) ==
        Names{"127.0.0.1:1", "0.0.0.0:2", "[::]:3+4"});
}

TEST_CASE("port 0 is a different port each time") {
  CHECK(plan({"127.0.0.1:0", "127.0.0.1:0", "0.0.0.0:0", "[::]:0"}) ==
        Names{"127.0.0.1:0", "127.0.0.1:0", "0.0.0.0:0", "[::]:0+4"});
}

TEST_CASE("without IPv6 [::] means 0.0.0.0") {
  CHECK(plan({"[::]:1", "0.0.0.0:1", "127.0.0.1:1"}, Ipv6Support::none) == Names{"0.0.0.0:1"});
  CHECK(plan({"*:1"}, Ipv6Support::none) == Names{"0.0.0.0:1"});
}

TEST_CASE("where [::] cannot include IPv4, 0.0.0.0 is added") {
  CHECK(plan({"[::]:1", "127.0.0.1:1"}, Ipv6Support::ipv6_only) == Names{"[::]:1", "0.0.0.0:1"});
  CHECK(plan({"0.0.0.0:1", "[::]:1"}, Ipv6Support::ipv6_only) == Names{"0.0.0.0:1", "[::]:1"});
  CHECK(plan({"[::1]:1"}, Ipv6Support::ipv6_only) == Names{"[::1]:1"});
}

TEST_CASE("what listens already is not needed") {
  auto open = targets_of({"[::]:1"});
  CHECK(plan({"0.0.0.0:1"}, Ipv6Support::dual_stack, open) == Names{"0.0.0.0:1"});
  CHECK(plan({"[::]:1", "[::1]:1"}, Ipv6Support::dual_stack, open).empty());
  open.front().ipv4 = ListenTarget::Ipv4::included;
  CHECK(plan({"0.0.0.0:1", "127.0.0.1:1", "127.0.0.1:2"}, Ipv6Support::dual_stack, open) ==
        Names{"127.0.0.1:2"});
  open = targets_of({"0.0.0.0:1"});
  CHECK(plan({"[::]:1", "127.0.0.1:1"}, Ipv6Support::dual_stack, open) == Names{"[::]:1"});
}

TEST_CASE("a unix socket that is named twice is needed once") {
  CHECK(plan({"unix:/tmp/a", "unix:/tmp/a", "unix:/tmp/b"}) == Names{"unix:/tmp/a", "unix:/tmp/b"});
  CHECK(plan({"unix:/tmp/a", "unix:/tmp/../tmp/./a"}) == Names{"unix:/tmp/a"});
  CHECK(plan({"unix:@a", "unix:@a", "unix:@b"}) == Names{"unix:@a", "unix:@b"});
}

/// A free port below those that the kernel gives out.
std::string free_port() {
  for (int port = 21'000 + ::getpid() % 8'000;; ++port) {
    auto text = std::to_string(port);
    try {
      bind_all({*parse_endpoint("0.0.0.0:" + text)});
      bind_all({*parse_endpoint("[::]:" + text)});
      return text;
    } catch (const std::exception&) {
      REQUIRE(port < 30'000);
    }
  }
}

TEST_CASE("each of these combinations can be bound") {
  for (const auto& hosts :
       {Names{"0.0.0.0", "[::]"}, Names{"[::]", "0.0.0.0"}, Names{"*"}, Names{"*", "*"},
        Names{"127.0.0.1", "[::]"}, Names{"[::]", "127.0.0.1"}, Names{"localhost", "0.0.0.0"},
        Names{"localhost", "[::]"}, Names{"localhost", "127.0.0.1"}, Names{"*", "localhost"},
        Names{"[::ffff:127.0.0.1]", "127.0.0.1"}, Names{"0.0.0.0", "127.0.0.1", "127.0.0.2"}}) {
    CAPTURE(hosts);
    const auto port = ":" + free_port();
    std::vector<Endpoint> endpoints;
    endpoints.reserve(hosts.size());
    for (const auto& host : hosts)
      endpoints.push_back(*parse_listen_endpoint(std::string(host).append(port)));
    CHECK_FALSE(bind_all(endpoints).empty());
  }
}

}  // namespace
}  // namespace tertulia::reactor::listen_plan_test
