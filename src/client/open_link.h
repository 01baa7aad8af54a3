#pragma once

#include <variant>

#include "tertulia/base/units.h"
#include "tertulia/reactor/reactor.h"

#include "client/client.h"
#include "client/connect.h"
#include "client/link.h"
#include "client/options.h"

namespace tertulia::client {

/// A server that has not answered to TLS for so long, and is not known to have it, is spoken to in
/// plain text.
inline constexpr base::Duration kTlsTimeout{5'000};
/// A server that must have TLS has this time for it.
inline constexpr base::Duration kRequiredTlsTimeout{30'000};

/// Connects to the server of the hub, in TLS or in plain text, and decides whether to trust it. It
/// may ask the user at the first contact, and remembers the answer. Runs the loop meanwhile, and
/// has sent nothing of the user's when it returns: the link, or how the client ends if it must not
/// use the server. Throws `base::StartFailure` if it cannot connect.
std::variant<Link, Ending> open_link(reactor::Reactor& reactor, const Options& options,
                                     Contact contact = Contact::first);

}  // namespace tertulia::client
