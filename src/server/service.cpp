#include "tertulia/server/service.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/listener.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"
#include "tertulia/server/duo_server.h"
#include "tertulia/server/hub_server.h"
#include "tertulia/server/options.h"
#include "tertulia/server/turned_away.h"

namespace tertulia::server {
namespace {

namespace log = base::log;

/// Descriptors that are not clients: standard streams, event loop, listeners, those turned away.
constexpr rlim_t kOwnDescriptors = 64 + TurnedAway::kMost;

/// As many descriptors as the clients that are allowed need, as far as the system lets us.
void raise_descriptor_limit(std::uint64_t max_clients) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  const rlim_t wanted = max_clients + kOwnDescriptors;
  if (limit.rlim_cur >= wanted) return;
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  setrlimit(RLIMIT_NOFILE, &limit);
  if (limit.rlim_cur < wanted) {
    log::warn(fmt::format("the system allows {} descriptors, --max-clients {} needs {}",
                          limit.rlim_cur, max_clients, wanted));
  }
}

std::unique_ptr<Server> make_server(reactor::Reactor& reactor, const Options& options) {
  if (options.duo) return std::make_unique<DuoServer>(reactor, options.limits, options.name);
  const auto print = options.print_messages ? HubServer::Print::yes : HubServer::Print::no;
  return std::make_unique<HubServer>(reactor, options.limits, print);
}

class Service {
 public:
  Service(const Options& options, int argc, const char* const* argv)
      : argc_(argc),
        argv_(argv),
        duo_(options.duo),
        at_terminal_(options.duo && ::isatty(STDIN_FILENO) != 0),
        reactor_(options.duo ? reactor::Reactor::Watch::any_descriptor
                             : reactor::Reactor::Watch::sockets),
        interrupt_(reactor_, SIGINT, [this] { stop(); }),
        terminate_(reactor_, SIGTERM, [this] { stop(); }),
        hangup_(reactor_, SIGHUP, [this] { hang_up(); }) {
    log::debug(fmt::format("event loop: {}", reactor_.backend()));
    listen(options);
    server_ = make_server(reactor_, options);
  }

  void run() { reactor_.run(); }

 private:
  void listen(const Options& options) {
    for (const auto& endpoint : options.listen) {
      auto opened =
          reactor::listen(reactor_, endpoint, [this](reactor::Socket socket, reactor::Peer peer) {
            server_->take(std::move(socket), std::move(peer));
          });
      std::ranges::move(opened, std::back_inserter(listeners_));
    }
    for (const auto& listener : listeners_) {
      log::info(fmt::format("listening on {}", listener.address()));
    }
  }

  void stop() {
    if (std::exchange(stopping_, true)) return reactor_.stop();
    log::info("shutting down");
    listeners_.clear();
    server_->shut_down([this] { reactor_.stop(); });
  }

  /// Where the operator's terminal has gone, nobody is left to talk; else it is the order to
  /// reload.
  void hang_up() {
    if (stopping_) return;
    at_terminal_&& ::isatty(STDIN_FILENO) == 0 ? stop() : reload();
  }

  void reload() {
    try {
      const auto options = std::get<Options>(parse_options(argc_, argv_));
      if (options.duo != duo_) throw base::StartFailure("duo cannot change while running");
      log::set_level(options.log_level);
      raise_descriptor_limit(options.limits.max_clients);
      server_->set_limits(options.limits);
      log::info("reloaded the configuration");
    } catch (const base::StartFailure& failure) {
      log::error(fmt::format("not reloaded: {}", failure.what()));
    }
  }

  int argc_;
  const char* const* argv_;
  const bool duo_;
  const bool at_terminal_;
  reactor::Reactor reactor_;
  reactor::Signal interrupt_;
  reactor::Signal terminate_;
  reactor::Signal hangup_;
  std::unique_ptr<Server> server_;
  std::vector<reactor::Listener> listeners_;
  bool stopping_ = false;
};

}  // namespace

int run(int argc, const char* const* argv) {
  const auto parsed = parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) return exit->status;
  const auto& options = std::get<Options>(parsed);
  if (options.check_config) {
    std::fputs(show_options(options).c_str(), stdout);
    return 0;
  }
  log::set_level(options.log_level);
  raise_descriptor_limit(options.limits.max_clients);
  Service(options, argc, argv).run();
  return 0;
}

}  // namespace tertulia::server
