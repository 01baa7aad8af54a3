#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tertulia/reactor/stream.h"

#include "support/run.h"
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
  void on_written() override { ++written; }
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

  std::unique_ptr<reactor::Stream> stream;
  std::function<void()> during_input;
  std::function<void()> during_peer_ended;
  std::function<void()> during_closed;
  std::string received;
  int peer_ended = 0;
  int written = 0;
  std::vector<reactor::Stream::CloseReason> ends;
};

inline constexpr reactor::Stream::Limits kAmple{64 * 1024 * 1024, kGiveUp};

/// A stream with a recording handler at one end of a connection, and a plain socket at the other.
struct StreamPair {
  StreamPair(reactor::Reactor& reactor, reactor::Deadlines& deadlines,
             reactor::Stream::Limits limits = kAmple,
             std::pair<Socket, Socket> sockets = unix_pair())
      : loop(reactor), far(std::move(sockets.second)) {
    near.stream = std::make_unique<reactor::Stream>(reactor, deadlines, std::move(sockets.first),
                                                    near, limits);
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
  Socket far;
  StreamRecorder near;
  std::string seen;
};

}  // namespace tertulia::support
