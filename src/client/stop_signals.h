#pragma once

#include <csignal>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"

#include "client/client.h"

namespace tertulia::client {

/// What the signals that end a program do to a client, as long as this object lives: SIGINT
/// discards what the user is typing, or leaves if there is nothing; SIGTERM leaves; at SIGHUP the
/// terminal is gone. The client must outlive it.
class StopSignals {
 public:
  StopSignals(reactor::Reactor& reactor, Client& client)
      : interrupt_(reactor, SIGINT,
                   [&client] {
                     if (!client.discard_input()) client.leave();
                   }),
        terminate_(reactor, SIGTERM, [&client] { client.leave(); }),
        hangup_(reactor, SIGHUP, [&client] { client.abort({}); }) {}

 private:
  const reactor::Signal interrupt_;
  const reactor::Signal terminate_;
  const reactor::Signal hangup_;
};

}  // namespace tertulia::client
