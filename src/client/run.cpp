#include <csignal>
#include <cstdio>
#include <memory>

#include "tertulia/base/clock.h"
#include "tertulia/base/text.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"
#include "tertulia/reactor/timer.h"

#include "client/client.h"
#include "client/connect.h"
#include "client/duo_client.h"
#include "client/hub_client.h"
#include "client/options.h"

namespace tertulia::client {
namespace {

/// After a signal to end, the server must answer `exit` within this time.
constexpr base::Duration kReplyTimeout{5'000};

std::unique_ptr<Client> make_client(reactor::Reactor& reactor, const Options& options) {
  auto connection = connect(reactor, options.server);
  if (options.duo) return std::make_unique<DuoClient>(reactor, std::move(connection), options);
  return std::make_unique<HubClient>(reactor, std::move(connection), options);
}

Ending converse(const Options& options) {
  base::SystemClock clock;
  reactor::Reactor reactor(clock, reactor::Reactor::Watch::any_descriptor);
  const auto client = make_client(reactor, options);
  reactor::Timer reply_timer(reactor, [&client] { client->abort("the server did not answer"); });
  const auto leave = [&client, &reply_timer] {
    reply_timer.start(kReplyTimeout);
    client->leave();
  };
  const reactor::Signal interrupt(reactor, SIGINT, leave);
  const reactor::Signal terminate(reactor, SIGTERM, leave);
  const reactor::Signal hangup(reactor, SIGHUP, [&client] { client->abort({}); });
  reactor.run();
  return client->ending();
}

}  // namespace

int run(int argc, const char* const* argv) {
  const auto parsed = parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) return exit->status;
  const auto ending = converse(std::get<Options>(parsed));
  if (!ending.message.empty())
    std::fprintf(stderr, "tertulia: %s\n", base::safe(ending.message).c_str());
  return static_cast<int>(ending.status);
}

}  // namespace tertulia::client
