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

TEST_CASE_FIXTURE(Fixture, "what a server answers in plain text is known") {
  std::string answer;
  SUBCASE("an error") { support::put(far, answer = "! This is a chat server"); }
  SUBCASE("a page") {
    support::put(far, "HTTP/1.1 400 Bad Request\r\n\r\n");
    answer = "HTTP/1.1 400 Bad Request";
  }
  CHECK(run() == Outcome::plain_text);
  CHECK(attempt->answer() == answer);
}

TEST_CASE_FIXTURE(Fixture, "a server may end without an answer") {
  SUBCASE("the end") { support::end_output(far); }
  SUBCASE("a reset") { far = support::Socket{-1}; }
  CHECK(run() == Outcome::ended);
  CHECK(attempt->answer().empty());
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

TEST_CASE_FIXTURE(Fixture, "a server that breaks off in the handshake has not refused us") {
  support::put(far, std::string_view("\x16\x03\x03\0\x10\x02", 6));
  support::end_output(far);
  CHECK(run() == Outcome::unfinished);
  CHECK(attempt->failure() == "it ended during the handshake");
}

TEST_CASE_FIXTURE(Fixture, "a server that says nothing is silent after the given time") {
  reactor::Timer later(loop, [this] { clock.advance(5s); });
  later.start(0ms);
  CHECK(run() == Outcome::silent);
}

// The server was slow, and had sent only the beginning of its answer when the time was over. The
// client took it for one without TLS, and sent the user's lines in plain text.
TEST_CASE_FIXTURE(Fixture, "a server that has begun to answer in TLS is never one without TLS") {
  const auto began = clock.now();
  support::put(far, std::string_view("\x16\x03\x03\0\x10\x02", 6));
  reactor::Timer later(loop, [&] {
    clock.advance(5s);
    later.start(0ms);
  });
  later.start(0ms);
  CHECK(run() == Outcome::unfinished);
  CHECK(attempt->failure() == "the handshake took too long");
  CHECK(clock.now() - began >= 5s + TlsAttempt::kHandshakeTimeout);
}

// While the user compared the fingerprint, the server sent without end, and the client kept all of
// it.
TEST_CASE_FIXTURE(Fixture, "a server that sends much before it is trusted is read no further") {
  constexpr std::size_t kMuch = std::size_t{4} * 1024 * 1024;
  serve();
  REQUIRE(run() == Outcome::ready);
  server.stream->write(std::string(kMuch, 'x'));
  support::run_passes(loop, 1'000);
  CHECK(near.stream->input().size() > TlsAttempt::kMaxUnread);
  CHECK(near.stream->input().size() <= TlsAttempt::kMaxUnread + reactor::Stream::kMaxRead);
  near.stream->resume_input();
  support::run_passes(loop);
  CHECK(near.stream->input().size() > TlsAttempt::kMaxUnread + reactor::Stream::kMaxRead);
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
