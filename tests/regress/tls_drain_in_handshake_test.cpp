// A server shut down while a client was in its TLS handshake, and the client went away. The goodbye
// that waited for the end of the handshake was dropped, but nobody noticed that nothing was left to
// send: the connection stayed until the end of --drain-timeout, and the server with it.
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/stream_pair.h"

namespace tertulia::reactor::tls_drain_in_handshake_test {
namespace {

TEST_CASE("a stream that drains in the handshake closes when its peer is gone") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  auto [one, far] = support::unix_pair();
  support::StreamRecorder near;
  near.stream = Stream::create(loop, deadlines, std::move(one), near, support::kAmple);
  near.stream->set_transport(support::server_context()->make_transport());
  support::put(far, "\x16\x03");
  support::run_passes(loop);
  near.stream->write("goodbye");
  near.stream->close();
  support::run_passes(loop);
  CHECK_FALSE(near.closed());
  SUBCASE("by a half-close") { support::end_output(far); }
  SUBCASE("by a close") { far = support::Socket(); }
  support::run_until(loop, [&] { return near.closed(); });
  CHECK(near.ends == std::vector{Stream::CloseReason::orderly});
}

}  // namespace
}  // namespace tertulia::reactor::tls_drain_in_handshake_test
