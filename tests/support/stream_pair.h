#pragma once

#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/stream.h"

#include "support/run.h"
#include "support/scrambled_transport.h"
#include "support/sockets.h"

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
  std::function<void()> during_written;
  std::function<void()> during_closed;
  std::string received;
  int peer_ended = 0;
  int written = 0;
  std::vector<reactor::Stream::CloseReason> ends;
};

inline constexpr reactor::Stream::Limits kAmple{64 * 1024 * 1024, kGiveUp};

/// The tests of streams run twice, with this variable set and without.
inline bool scrambled() {
  static const bool set = std::getenv("TERTULIA_TEST_SCRAMBLED") != nullptr;
  return set;
}

inline void set_tested_transport(reactor::Stream& stream) {
  if (scrambled()) stream.set_transport(std::make_unique<ScrambledTransport>());
}

/// The other end of a stream's connection, by hand: its bytes are scrambled where the stream's are.
struct FarEnd {
  FarEnd(Socket its_socket = Socket()) : socket(std::move(its_socket)) {}  // NOLINT: a socket
  int fd() const { return socket.fd(); }
  Socket socket;
};

/// What bytes of a tested stream are on the wire, and the other way round.
inline std::string on_wire(std::string_view bytes) {
  return scrambled() ? scramble(bytes) : std::string(bytes);
}
inline void put(const FarEnd& far, std::string_view bytes) { put(far.socket, on_wire(bytes)); }
inline std::string get(const FarEnd& far, std::size_t most = 1'048'576) {
  return on_wire(get(far.socket, most));
}
inline bool at_end(const FarEnd& far) { return at_end(far.socket); }
inline void end_output(const FarEnd& far) { end_output(far.socket); }
inline void reset(FarEnd& far) { reset(far.socket); }

/// A stream with a recording handler at one end of a connection, and a plain socket at the other.
struct StreamPair {
  StreamPair(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
             reactor::Stream::Limits limits = kAmple,
             std::pair<Socket, Socket> sockets = unix_pair())
      : loop(reactor), far(std::move(sockets.second)) {
    near.stream =
        reactor::Stream::create(reactor, deadlines, std::move(sockets.first), near, limits);
    set_tested_transport(*near.stream);
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
