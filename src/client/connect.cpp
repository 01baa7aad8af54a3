#include "client/connect.h"

#include <optional>
#include <utility>

#include "tertulia/base/translate.h"
#include "tertulia/reactor/timer.h"

#include "client/early_screen.h"

namespace tertulia::client {

reactor::Connection connect(reactor::Reactor& reactor, const reactor::Endpoint& server,
                            Contact contact) {
  std::optional<base::Result<reactor::Connection>> result;
  const reactor::Dialer dialer(reactor, server, [&](base::Result<reactor::Connection> done) {
    result.emplace(std::move(done));
    reactor.stop();
  });
  reactor::Timer slow(reactor, [&server] {
    tell_user(base::tr("-- Still connecting to {}; Ctrl-C stops", format_endpoint(server)));
  });
  if (contact == Contact::first) slow.start(kSlowConnect);
  reactor.run();
  if (!result) throw ConnectFailure("interrupted");
  if (!*result) throw ConnectFailure(result->error());
  return **std::move(result);
}

}  // namespace tertulia::client
