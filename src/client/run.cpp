#include <csignal>
#include <memory>

#include "tertulia/base/clock.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"

#include "client/client.h"
#include "client/connect.h"
#include "client/duo_client.h"
#include "client/hub_client.h"
#include "client/options.h"

namespace tertulia::client {
namespace {

std::unique_ptr<Client> make_client(reactor::Reactor& reactor, const Options& options) {
  auto connection = connect(reactor, options.server);
  if (options.duo) return std::make_unique<DuoClient>(reactor, std::move(connection), options);
  const auto open_console = [&reactor](terminal::Console::Handler& handler) {
    return terminal::open_console(reactor, handler);
  };
  return std::make_unique<HubClient>(reactor, std::move(connection), options, open_console);
}

Ending converse(const Options& options) {
  base::SystemClock clock;
  reactor::Reactor reactor(clock, reactor::Reactor::Watch::any_descriptor);
  const auto client = make_client(reactor, options);
  const reactor::Signal interrupt(reactor, SIGINT, [&client] {
    if (!client->discard_input()) client->leave();
  });
  const reactor::Signal terminate(reactor, SIGTERM, [&client] { client->leave(); });
  const reactor::Signal hangup(reactor, SIGHUP, [&client] { client->abort({}); });
  reactor.run();
  return client->finish();
}

}  // namespace

int run(int argc, const char* const* argv) {
  const auto parsed = parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) return exit->status;
  auto options = std::get<Options>(parsed);
  Ending ending;
  do {
    ending = converse(options);
    options.name = ending.next_name;
  } while (!ending.next_name.empty());
  if (!ending.message.empty()) base::print_last_error("tertulia: " + ending.message);
  return static_cast<int>(ending.exit_status());
}

}  // namespace tertulia::client
