#pragma once

#include <string>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/tls.h"

namespace tertulia::client {

/// One try to speak TLS with a server. Nothing of the user's is sent. While it lives after that, it
/// closes the stream when the server ends it.
class TlsAttempt final : private reactor::Stream::Handler {
 public:
  enum class Outcome {
    ready,     ///< The server has proved that it owns the key that it shows.
    no_tls,    ///< It has closed the connection, or answered in plain text.
    prompted,  ///< It has sent its prompt before it got our greeting: the next try may succeed.
    silent,    ///< It has sent nothing for the given time.
    failed     ///< It speaks TLS, but not with us.
  };

  /// `host` is the name or address of the server's host, or empty. The stream must outlive it, and
  /// then needs another handler.
  TlsAttempt(reactor::Reactor& reactor, reactor::Stream& stream, const reactor::TlsContext& context,
             const std::string& host);

  /// Runs the loop until there is an outcome, for at most this time.
  Outcome run(base::Duration patience);
  /// Why it failed.
  std::string failure() const { return std::string(stream_.failure()); }

 private:
  void on_ready() override { finish(Outcome::ready); }
  void on_input() override {}
  void on_peer_ended() override;
  void on_closed(reactor::Stream::CloseReason reason) override;
  void finish(Outcome outcome);

  reactor::Reactor& reactor_;
  reactor::Stream& stream_;
  reactor::Timer timer_;
  Outcome outcome_ = Outcome::silent;
  bool finished_ = false;
};

}  // namespace tertulia::client
