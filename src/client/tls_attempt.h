#pragma once

#include <cstddef>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/tls.h"

namespace tertulia::client {

/// One try to speak TLS with a server. Nothing of the user's is sent. While it lives after that, it
/// closes the stream when the server ends it, and pauses it when the server sends much.
class TlsAttempt final : private reactor::Stream::Handler {
 public:
  /// A server that has begun to answer in TLS has so much more time to finish the handshake.
  static constexpr base::Duration kHandshakeTimeout{30'000};
  /// Maximum number of bytes that are read from a server before it is trusted; and those of one
  /// more read.
  static constexpr std::size_t kMaxUnread = std::size_t{64} * 1024;

  enum class Outcome {
    ready,       ///< The server has proved that it owns the key that it shows.
    plain_text,  ///< It has answered in plain text; see `answer()`.
    prompted,    ///< It has sent its prompt before it got our greeting: the next try may succeed.
    ended,       ///< It has ended the connection without an answer.
    silent,      ///< It has sent nothing for the given time.
    unfinished,  ///< It has begun the handshake, and ended the connection or taken too long.
    failed,      ///< It speaks TLS, but not with us; see `failure()`.
    interrupted  ///< Something else has stopped the loop.
  };

  /// `host` is the name or address of the server's host, or empty. The stream must outlive it, and
  /// then needs another handler.
  TlsAttempt(reactor::Reactor& reactor, reactor::Stream& stream, const reactor::TlsContext& context,
             const std::string& host);

  /// Runs the loop until there is an outcome, for at most this time.
  Outcome run(base::Duration patience);
  /// Why it failed, or is unfinished.
  std::string failure() const;
  /// The first line in plain text.
  std::string answer() const;

 private:
  void on_ready() override { finish(Outcome::ready); }
  void on_input() override;
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason reason) override;
  void on_timeout();
  void finish(Outcome outcome);

  reactor::Reactor& reactor_;
  reactor::Stream& stream_;
  reactor::Timer timer_;
  Outcome outcome_ = Outcome::interrupted;
  bool answered_ = false;  // in TLS, when the first timeout passed
  bool finished_ = false;
};

}  // namespace tertulia::client
