#pragma once

#include <string_view>
#include <utility>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"

#include "support/run.h"
#include "support/sockets.h"
#include "support/stream_pair.h"
#include "support/tls.h"

namespace tertulia::support {

/// A server's stream with TLS, and a client of the test.
struct TlsConnection {
  TlsConnection(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
                reactor::Stream::Limits limits = kAmple)
      : loop(reactor) {
    auto [one, two] = unix_pair();
    far = std::move(two);
    near.stream = reactor::Stream::create(loop, deadlines, std::move(one), near, limits);
    near.stream->set_transport(server_context()->make_transport());
  }
  reactor::Stream& stream() { return *near.stream; }
  void shake_hands() {
    run_until(loop, [this] { return client.shake_hands(far); });
    run_until(loop, [this] { return stream().ready(); });
  }
  /// Runs until the server has refused the client.
  std::string_view failure() {
    run_until(loop, [this] { return near.peer_ended == 1; });
    return stream().failure();
  }

  reactor::Reactor& loop;
  Socket far;
  TlsClient client;
  StreamRecorder near;
};

}  // namespace tertulia::support
