#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"

#include "support/run.h"
#include "support/scrambled_transport.h"
#include "support/sockets.h"
#include "support/tls.h"

namespace tertulia::support {

/// Reads all input, and records all calls.
struct StreamRecorder final : reactor::Stream::Handler {
  void on_input() override {
    if (during_input) return during_input();
    take();
  }
  void on_peer_ended() override {
    ++peer_ended;
    if (during_peer_ended) during_peer_ended();
  }
  void on_ready() override {
    if (during_ready) during_ready();
  }
  void on_written() override {
    ++written;
    if (during_written) during_written();
  }
  void on_closed(reactor::Stream::CloseReason end) override {
    ends.push_back(end);
    if (during_closed) during_closed();
  }
  void take() {
    while (!stream->input().empty()) {
      received += stream->input();
      stream->consume(stream->input().size());
    }
  }
  bool closed() const { return !ends.empty(); }

  reactor::StreamHandle stream;
  std::function<void()> during_input;
  std::function<void()> during_peer_ended;
  std::function<void()> during_ready;
  std::function<void()> during_written;
  std::function<void()> during_closed;
  std::string received;
  int peer_ended = 0;
  int written = 0;
  std::vector<reactor::Stream::CloseReason> ends;
};

inline constexpr reactor::Stream::Limits kAmple{64 * 1024 * 1024, kGiveUp};

/// The transport under the tests of streams, which run once for each: `$TERTULIA_TEST_TRANSPORT`.
enum class TestedTransport { plain, scrambled, tls };
inline TestedTransport tested_transport() {
  static const std::string_view name = [] {
    const char* const set = std::getenv("TERTULIA_TEST_TRANSPORT");
    return set == nullptr ? "" : set;
  }();
  if (name == "scrambled") return TestedTransport::scrambled;
  return name == "tls" ? TestedTransport::tls : TestedTransport::plain;
}
inline bool scrambled() { return tested_transport() == TestedTransport::scrambled; }
inline bool encrypted() { return tested_transport() == TestedTransport::tls; }

/// What TLS 1.3 adds to each record, and how much a record holds.
inline constexpr std::size_t kRecordOverhead = 22;
inline constexpr std::size_t kRecordSize = 16'384;
/// The number of bytes on the wire for one write, and for the end of the output.
inline std::size_t wire_size(std::size_t bytes) {
  const auto records = (bytes + kRecordSize - 1) / kRecordSize;
  return bytes + (encrypted() ? records * kRecordOverhead : 0);
}
inline std::size_t wire_size_of_end() { return encrypted() ? kRecordOverhead + 2 : 0; }

inline void set_tested_transport(reactor::Stream& stream) {
  if (scrambled()) stream.set_transport(std::make_unique<ScrambledTransport>());
  if (encrypted()) stream.set_transport(server_context()->make_transport());
}
/// The transport of a stream that is the peer of a tested one.
inline void set_peer_transport(reactor::Stream& stream) {
  if (!encrypted()) return set_tested_transport(stream);
  static const auto context = *reactor::TlsContext::client();
  stream.set_transport(context->make_transport());
}

/// The far end of a stream's connection. It speaks what the transport of the stream needs.
struct FarEnd {
  FarEnd(Socket its_socket = Socket()) : socket(std::move(its_socket)) {}  // NOLINT: a socket
  int fd() const { return socket.fd(); }
  /// For a tested stream with a handler.
  void begin(reactor::Reactor& loop) {
    if (!encrypted()) return;
    tls = std::make_unique<TlsClient>();
    run_until(loop, [this] { return tls->shake_hands(socket); });
    run_passes(loop);
  }
  Socket socket;
  std::unique_ptr<TlsClient> tls;
};

/// Converts bytes for a tested stream to those on the wire.
inline std::string on_wire(const FarEnd& far, std::string_view bytes) {
  if (far.tls) return far.tls->encrypt(bytes);
  return scrambled() ? scramble(bytes) : std::string(bytes);
}
inline void put(const FarEnd& far, std::string_view bytes) { put(far.socket, on_wire(far, bytes)); }
inline std::string get(const FarEnd& far, std::size_t most = 1'048'576) {
  if (far.tls) return far.tls->get(far.socket, most);
  return on_wire(far, get(far.socket, most));
}
inline bool at_end(const FarEnd& far) {
  return far.tls ? far.tls->at_end(far.socket) : at_end(far.socket);
}
inline void end_output(const FarEnd& far) {
  if (far.tls) put(far.socket, far.tls->close_notify());
  end_output(far.socket);
}
inline void reset(FarEnd& far) { reset(far.socket); }

/// A stream with a recording handler at one end of a connection, and a socket at the other.
struct StreamPair {
  StreamPair(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
             reactor::Stream::Limits limits = kAmple,
             std::pair<Socket, Socket> sockets = unix_pair())
      : loop(reactor), far(std::move(sockets.second)) {
    near.stream =
        reactor::Stream::create(reactor, deadlines, std::move(sockets.first), near, limits);
    set_tested_transport(*near.stream);
    far.begin(loop);
  }
  reactor::Stream& stream() const { return *near.stream; }
  /// Runs until this total number of bytes has arrived at the far end.
  const std::string& arrived(std::size_t bytes) {
    run_until(loop, [&] { return (seen += get(far)).size() >= bytes; });
    return seen;
  }
  void run_until_closed() {
    run_until(loop, [&] { return near.closed(); });
  }

  reactor::Reactor& loop;
  FarEnd far;
  StreamRecorder near;
  std::string seen;
};

}  // namespace tertulia::support
