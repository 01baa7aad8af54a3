#pragma once

#include "tertulia/reactor/reactor.h"

#include "client/client.h"
#include "client/options.h"

namespace tertulia::client {

/// Runs the client of a hub to its end: with JSON over as many connections as it takes, or in plain
/// over one, with a peer that does not speak JSON. Throws `base::StartFailure` if it cannot connect
/// the first time.
Ending converse_with_hub(reactor::Reactor& reactor, const Options& options);

}  // namespace tertulia::client
