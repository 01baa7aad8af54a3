#include "client/tls_attempt.h"

#include <optional>
#include <string>

#include <doctest/doctest.h>

#include "client/link.h"
#include "support/stream_pair.h"

namespace tertulia::client::tls_attempt_test {
namespace {

using namespace std::chrono_literals;
using Outcome = TlsAttempt::Outcome;

struct Fixture {
  Fixture() {
    auto [one, two] = support::unix_pair();
    near = Link::plain(loop, std::move(one));
    far = std::move(two);
    attempt.emplace(loop, *near.stream, **reactor::TlsContext::client(), "chat.lan");
  }
  /// Gives the far end to a server with TLS.
  void serve() {
    server.stream =
        reactor::Stream::create(loop, deadlines, std::move(far), server, support::kAmple);
    server.stream->set_transport(support::server_context()->make_transport());
  }
  Outcome run() { return attempt->run(5s); }

  base::ManualClock clock;
  reactor::Reactor loop{clock, reactor::Reactor::Watch::any_descriptor};
  reactor::Deadlines deadlines{loop};
  support::StreamRecorder server;
  support::Socket far{-1};
  Link near;
  std::optional<TlsAttempt> attempt;
};

TEST_CASE_FIXTURE(Fixture, "a server with TLS is ready, and its key is known") {
  serve();
  CHECK(run() == Outcome::ready);
  CHECK_FALSE(near.stream->peer_key().empty());
}

TEST_CASE_FIXTURE(Fixture, "a server that answers in plain text, or ends, has no TLS") {
  SUBCASE("an error") { support::put(far, "! This is a chat server\n"); }
  SUBCASE("a page") { support::put(far, "HTTP/1.1 400 Bad Request\r\n\r\n"); }
  SUBCASE("the end") { support::end_output(far); }
  SUBCASE("a reset") { far = support::Socket{-1}; }
  CHECK(run() == Outcome::no_tls);
}

TEST_CASE_FIXTURE(Fixture, "a prompt is told from another answer") {
  support::put(far, "Username?\n");
  CHECK(run() == Outcome::prompted);
}

TEST_CASE_FIXTURE(Fixture, "a server whose TLS is another one has failed, and says why") {
  support::put(far, std::string_view("\x15\x03\x03\0\x02\x02\x46", 7));
  CHECK(run() == Outcome::failed);
  CHECK(attempt->failure() == "tlsv1 alert protocol version");
}

TEST_CASE_FIXTURE(Fixture, "a server that breaks off in the handshake has failed") {
  support::put(far, std::string_view("\x16\x03\x03\0\x10\x02", 6));
  support::end_output(far);
  CHECK(run() == Outcome::failed);
}

TEST_CASE_FIXTURE(Fixture, "a server that says nothing is silent after the given time") {
  reactor::Timer later(loop, [this] { clock.advance(5s); });
  later.start(0ms);
  CHECK(run() == Outcome::silent);
}

// The user may think for longer than the server waits.
TEST_CASE_FIXTURE(Fixture, "when the server ends a ready connection, it is closed") {
  serve();
  REQUIRE(run() == Outcome::ready);
  server.stream->close();
  support::run_until(loop, [this] { return server.closed(); });
  CHECK_FALSE(near.stream->open());
}

}  // namespace
}  // namespace tertulia::client::tls_attempt_test
