#include "client/connect.h"

#include <optional>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/timer.h"

#include "client/early_screen.h"

namespace tertulia::client {

base::StartFailure interrupted() { return base::StartFailure("interrupted"); }

reactor::Connection connect(reactor::Reactor& reactor, const reactor::Endpoint& server,
                            Contact contact) {
  std::optional<base::Result<reactor::Connection>> result;
  const reactor::Dialer dialer(reactor, server, [&](base::Result<reactor::Connection> done) {
    result.emplace(std::move(done));
    reactor.stop();
  });
  reactor::Timer slow(reactor, [&server] {
    tell_user(fmt::format("-- Still connecting to {}; Ctrl-C stops", format_endpoint(server)));
  });
  if (contact == Contact::first) slow.start(kSlowConnect);
  reactor.run();
  if (!result) throw interrupted();
  if (!*result) throw base::StartFailure(result->error());
  return **std::move(result);
}

}  // namespace tertulia::client
