#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/environment.h"
#include "tertulia/base/failure.h"
#include "tertulia/base/standard_streams.h"
#include "tertulia/base/text.h"
#include "tertulia/base/text_file.h"
#include "tertulia/base/translate.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"

#include "client/client.h"
#include "client/connect.h"
#include "client/duo_client.h"
#include "client/early_screen.h"
#include "client/first_steps.h"
#include "client/hub_client.h"
#include "client/open_link.h"
#include "client/options.h"

namespace tertulia::client {
namespace {

std::unique_ptr<Client> make_duo_client(reactor::Reactor& reactor, const Options& options) {
  return std::make_unique<DuoClient>(reactor, connect(reactor, options.server), options);
}

std::unique_ptr<Client> make_hub_client(reactor::Reactor& reactor, Link link,
                                        const Options& options) {
  const auto open_console = [&reactor](terminal::Console::Handler& handler) {
    return terminal::open_console(reactor, handler);
  };
  return std::make_unique<HubClient>(reactor, std::move(link), options, open_console);
}

Ending run_client(reactor::Reactor& reactor, Client& client) {
  const reactor::Signal interrupt(reactor, SIGINT, [&client] {
    if (!client.discard_input()) client.leave();
  });
  const reactor::Signal terminate(reactor, SIGTERM, [&client] { client.leave(); });
  const reactor::Signal hangup(reactor, SIGHUP, [&client] { client.abort({}); });
  reactor.run();
  return client.finish();
}

Ending converse(const Options& options) {
  base::SystemClock clock;
  reactor::Reactor reactor(clock, reactor::Reactor::Watch::any_descriptor);
  if (options.duo) return run_client(reactor, *make_duo_client(reactor, options));
  auto link = open_link(reactor, options);
  if (const auto* ending = std::get_if<Ending>(&link)) return *ending;
  return run_client(reactor, *make_hub_client(reactor, std::get<Link>(std::move(link)), options));
}

/// The first line, without blanks around it.
std::string read_password(const std::string& path) {
  constexpr std::size_t kMaxPasswordFile = 4'096;
  const auto text = base::read_text_file(path, kMaxPasswordFile);
  if (!text) throw base::StartFailure(text.error());
  std::string_view rest = *text;
  const auto password = base::trim(base::next_line(rest));
  if (password.empty()) throw base::StartFailure(base::tr("{} has no password", path));
  return std::string(password);
}

Ending converse_under_each_name(Options options) {
  Ending ending;
  do {
    ending = converse(options);
    options.name = ending.next_name;
  } while (!ending.next_name.empty());
  return ending;
}

Ending converse_or_help(const Options& options) {
  try {
    return converse_under_each_name(options);
  } catch (const ConnectFailure&) {
    if (!needs_first_steps(options, can_ask())) throw;
    for (const auto& line : first_steps(options)) base::print_last_error(line);
    return {};
  }
}

}  // namespace

int run(int argc, const char* const* argv) {
  base::begin_translation(base::process_environment);
  const auto parsed = parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) return exit->status;
  auto options = std::get<Options>(parsed);
  if (!options.password_file.empty()) options.password = read_password(options.password_file);
  const auto ending = converse_or_help(options);
  if (!ending.message.empty()) base::print_last_error("tertulia: " + ending.message);
  return static_cast<int>(ending.exit_status());
}

}  // namespace tertulia::client
