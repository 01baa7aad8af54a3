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

#include "client/client.h"
#include "client/connect.h"
#include "client/duo_client.h"
#include "client/early_screen.h"
#include "client/first_steps.h"
#include "client/hub_conversation.h"
#include "client/options.h"
#include "client/stop_signals.h"

namespace tertulia::client {
namespace {

Ending converse_with_one(reactor::Reactor& reactor, const Options& options) {
  DuoClient client(reactor, connect(reactor, options.server), options);
  const StopSignals signals(reactor, client);
  reactor.run();
  return client.finish();
}

Ending converse(const Options& options) {
  base::SystemClock clock;
  reactor::Reactor reactor(clock, reactor::Reactor::Watch::any_descriptor);
  return options.duo ? converse_with_one(reactor, options) : converse_with_hub(reactor, options);
}

/// The first line, without blanks around it.
std::string read_password(const std::string& path) {
  constexpr std::size_t kMaxPasswordFile = 4'096;
  const auto text = base::read_text_file(path, kMaxPasswordFile);
  if (!text) throw base::StartFailure(base::tr("cannot read {}: {}", path, text.error()));
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
