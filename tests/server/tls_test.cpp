// Encrypted clients of the hub's server.
#include "support/tls.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "support/hub_fixture.h"
#include "support/stream_pair.h"

namespace tertulia::server::tls_test {
namespace {

using phrases::connected;
using support::pass_time;
using support::run_until;

constexpr auto* kTlsRequired = "! This server takes only encrypted connections: use TLS\n";

struct Fixture : support::HubFixture {
  Fixture() {
    base::log::set_level(base::log::Level::debug);
    policy.limits = limits;
    policy.tls = support::server_context();
  }
  ~Fixture() { base::log::set_level(base::log::Level::info); }

  /// A client at this address, with what it needs for TLS.
  support::FarEnd client(const std::string& host, bool tls_listener = false) {
    if (!server) server = std::make_unique<HubServer>(loop, policy);
    auto [near, far] = support::unix_pair();
    tls_listener ? server->accept_encrypted(std::move(near), {host + ":1", host})
                 : server->accept(std::move(near), {host + ":1", host});
    return support::FarEnd(std::move(far));
  }
  support::FarEnd encrypted(const std::string& host = "elsewhere") {
    auto far = client(host);
    far.tls = std::make_unique<support::TlsClient>();
    run_until(loop, [&] { return far.tls->shake_hands(far.socket); });
    return far;
  }
  std::string until(const support::FarEnd& far, const std::string& last) {
    std::string seen;
    run_until(loop, clock, [&] {
      seen += support::get(far);
      return seen.find(last) != std::string::npos;
    });
    return seen;
  }
  void until_end(const support::FarEnd& far) {
    run_until(loop, clock, [&] { return support::at_end(far); });
  }
  bool logged(const std::string& part) const {
    return std::ranges::any_of(
        log, [&](const auto& line) { return line.find(part) != std::string::npos; });
  }

  Policy policy;
};

TEST_CASE_FIXTURE(Fixture, "where TLS is required, only clients of this machine may go without") {
  policy.plain_text = PlainText::for_local;
  for (const auto* host : {"unix", "127.0.0.1", "127.1.2.3"}) {
    const auto far = client(host);
    support::put(far, "Bob\n/quit\n");
    until(far, connected("Bob"));
    until_end(far);
  }
  for (const auto* host : {"192.0.2.1", "2001:db8::/64", "128.0.0.1"}) {
    const auto far = client(host);
    support::put(far, "Bob\n");
    CHECK(until(far, "\n") == kTlsRequired);
    until_end(far);
    CHECK(logged(std::string(host) + ":1 rejected: it does not use TLS"));
  }
  const auto far = encrypted();
  support::put(far, "Ann\n");
  CHECK(until(far, "\n") == connected("Ann") + "\n");
}

TEST_CASE_FIXTURE(Fixture, "a silent client that must use TLS gets no prompt") {
  const auto far = client("127.0.0.1", true);
  pass_time(loop, clock, limits.login_timeout - base::Duration{1});
  CHECK(support::get(far).empty());
  CHECK(until(far, "\n") == kTlsRequired);
  until_end(far);
}

TEST_CASE_FIXTURE(Fixture, "the prompt comes a while after the handshake") {
  auto far = client("elsewhere");
  far.tls = std::make_unique<support::TlsClient>();
  SSL_do_handshake(far.tls->ssl());
  const auto hello = far.tls->take_output();
  support::put(far.socket, hello.substr(0, 1));
  pass_time(loop, clock, 5 * Session::kPromptDelay);
  CHECK(support::get(far.socket).empty());
  support::put(far.socket, hello.substr(1));
  run_until(loop, [&] { return far.tls->shake_hands(far.socket); });
  support::run_passes(loop);
  pass_time(loop, clock, Session::kPromptDelay - base::Duration{1});
  CHECK(support::get(far).empty());
  CHECK(until(far, "\n") == "Username?\n");
}

TEST_CASE_FIXTURE(Fixture, "a handshake that does not end in the time of the login is closed") {
  auto far = client("elsewhere");
  SUBCASE("after one byte") { support::put(far, "\x16"); }
  SUBCASE("after a piece") {
    support::TlsClient tls;
    SSL_do_handshake(tls.ssl());
    support::put(far, tls.take_output().substr(0, 100));
  }
  pass_time(loop, clock, limits.login_timeout - base::Duration{1});
  CHECK_FALSE(support::at_end(far));
  until_end(far);
  CHECK(support::get(far).empty());
  CHECK(logged("elsewhere:1 TLS: no handshake in time"));
}

TEST_CASE_FIXTURE(Fixture,
                  "a handshake is charged to the connection, and the next one inherits it") {
  policy.limits.rate = 1;
  policy.limits.burst = 5;
  {
    const auto far = encrypted();
    support::put(far, "/quit\n");
    until(far, "Goodbye!\n");
  }
  support::run_passes(loop);
  auto next = client("elsewhere");
  next.tls = std::make_unique<support::TlsClient>();
  SSL_do_handshake(next.tls->ssl());
  support::put(next.socket, next.tls->take_output());
  support::run_passes(loop);
  CHECK(support::get(next.socket).empty());
  run_until(loop, clock, [&] { return !support::get(next.socket).empty(); });
}

std::string token_in(const std::string& welcome) {
  const std::string before = "\"session\":\"";
  const auto at = welcome.find(before) + before.size();
  return welcome.substr(at, welcome.find('"', at) - at);
}

TEST_CASE_FIXTURE(Fixture, "a session that began over TLS goes on over TLS only") {
  auto bob = encrypted();
  support::put(bob, "{\"type\":\"hello\",\"name\":\"Bob\"}\n");
  const auto token = token_in(until(bob, "\n"));
  SUBCASE("while its connection lives") {}
  SUBCASE("after it was lost") {
    bob = support::FarEnd();
    support::run_passes(loop);
  }
  const auto resume = "{\"type\":\"resume\",\"session\":\"" + token + "\",\"seen\":{}}\n";
  const auto plain = client("elsewhere");
  support::put(plain, resume);
  CHECK(until(plain, "\n").find("unknown_session") != std::string::npos);
  const auto again = encrypted();
  support::put(again, resume);
  CHECK(until(again, "\n").find("\"type\":\"welcome\"") != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "a shutdown waits for nobody's handshake longer than for a drain") {
  const auto far = client("elsewhere");
  support::put(far, "\x16");
  support::run_passes(loop);
  bool done = false;
  server->shut_down([&] { done = true; });
  run_until(loop, clock, [&] { return done; });
}

}  // namespace
}  // namespace tertulia::server::tls_test
