#include "daemon/service.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <unistd.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/reactor/http_server.h"
#include "tertulia/reactor/listener.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/signal.h"
#include "tertulia/reactor/tls.h"
#include "tertulia/server/hub_server.h"
#include "tertulia/store/archive.h"

#include "daemon/certificate_files.h"
#include "daemon/certificate_keeper.h"
#include "daemon/console.h"
#include "daemon/data_directory.h"
#include "daemon/data_tools.h"
#include "daemon/descriptor_limit.h"
#include "daemon/duo_server.h"
#include "daemon/listeners.h"
#include "daemon/log_writer.h"
#include "daemon/options.h"
#include "daemon/service_manager.h"
#include "daemon/service_notifier.h"
#include "daemon/snapshot.h"

namespace tertulia::daemon {
namespace {

namespace log = base::log;

server::Policy policy_of(const Options& options, const TlsHandle& tls) {
  const bool required = options.tls == TlsUse::required;
  return {options.limits,
          options.print_messages ? server::Print::yes : server::Print::no,
          options.motd_lines,
          tls,
          required ? server::PlainText::for_local : server::PlainText::for_all,
          options.passwords_in_plain ? server::PasswordsInPlain::yes : server::PasswordsInPlain::no,
          options.operators};
}

store::Retention retention_of(const Options& options) {
  return {options.limits.keep, options.limits.keep_size};
}

/// `archive`: null if nothing is kept.
std::unique_ptr<server::Server> make_server(reactor::Reactor& reactor, const Options& options,
                                            const TlsHandle& tls, store::Archive* archive) {
  if (options.duo) return std::make_unique<DuoServer>(reactor, options.limits, options.name);
  server::HubServer::Services services;
  if (archive != nullptr) {
    services.archive = archive;
    services.archived = archive->load(options.limits.history_on_join);
  }
  return std::make_unique<server::HubServer>(reactor, policy_of(options, tls), std::move(services));
}

class Service {
 public:
  Service(const Options& options, const ServiceManager& manager,
          std::vector<InheritedSocket> inherited, int argc, const char* const* argv)
      : argc_(argc),
        argv_(argv),
        options_(options),
        at_terminal_(options.duo && ::isatty(STDIN_FILENO) != 0),
        reactor_(clock_, options.duo ? reactor::Reactor::Watch::any_descriptor
                                     : reactor::Reactor::Watch::sockets),
        interrupt_(reactor_, SIGINT, [this] { interrupt(); }),
        terminate_(reactor_, SIGTERM, [this] { stop(); }),
        hangup_(reactor_, SIGHUP, [this] { hang_up(); }),
        report_(reactor_, SIGUSR1, [this] { log::info(to_log(snapshot())); }),
        manager_(manager),
        notifier_(reactor_, manager_, [this] { return status(); }) {
    log::debug(fmt::format("event loop: {}", reactor_.backend()));
    reactor_.send_budget().set_limit(options.limits.send_queue_total);
    if (!options.duo && !options.data.empty()) {
      data_.emplace(options.data);
      archive_.emplace(reactor_, archive_path(options.data), retention_of(options));
    }
    use_certificate(options);
    // Whoever reads in the log that the server listens may use the console at once.
    if (data_) open_console(options.data);
    listeners_ = open_listeners(reactor_, options, std::move(inherited),
                                {[this](reactor::Socket socket, reactor::Peer peer) {
                                   server_->accept(std::move(socket), std::move(peer));
                                 },
                                 [this](reactor::Socket socket, reactor::Peer peer) {
                                   server_->accept_encrypted(std::move(socket), std::move(peer));
                                 }});
    server_ = make_server(reactor_, options, tls_, archive_ ? &*archive_ : nullptr);
    if (options.metrics) serve_metrics(*options.metrics);
    notifier_.ready();
  }

  void run() { reactor_.run(); }

 private:
  /// Changes nothing if it throws.
  void use_certificate(const Options& options) {
    if (uses_own_certificate(options) && make_own_certificate(options.data, host_name())) {
      log::info(fmt::format("made a key and a certificate in {}/tls", options.data));
    }
    const auto certificate = load_certificate(options, clock_.wall_time());
    tls_ = make_tls(certificate);
    keep(certificate);
  }

  /// The directory cannot change before a restart.
  Options with_present_data(Options options) const {
    options.data = options_.data;
    return options;
  }

  void keep(const std::optional<reactor::Certificate>& certificate) {
    if (!certificate) return certificate_.reset();
    certificate_ ? certificate_->use(*certificate)
                 : static_cast<void>(certificate_.emplace(reactor_, *certificate));
  }

  /// Without it the server works, too.
  void open_console(const std::string& data) {
    try {
      console_ =
          listen_for_consoles(reactor_, data, [this](reactor::Socket socket, reactor::Peer peer) {
            server_->accept_console(std::move(socket), std::move(peer));
          });
    } catch (const base::StartFailure& failure) {
      log::warn(fmt::format("no administration from the shell: {}", failure.what()));
    }
  }

  void serve_metrics(const reactor::Endpoint& endpoint) {
    metrics_.emplace(reactor_, endpoint,
                     reactor::HttpServer::Page{"/metrics", kMetricsType,
                                               [this] { return to_metrics(snapshot()); }},
                     options_.socket_permissions);
    for (const auto& address : metrics_->addresses()) {
      log::info(fmt::format("metrics on {}", address));
    }
  }

  Snapshot snapshot() {
    return {server_->client_counts(),
            server_->statistics(),
            reactor_.traffic(),
            process_use(),
            std::chrono::duration_cast<base::Duration>(reactor_.now() - began_),
            started_,
            archive_ ? std::optional(archive_->statistics()) : std::nullopt};
  }

  std::string status() {
    const auto lines = server_->statistics().lines_received;
    return to_status(server_->client_counts(), rate_.per_second(lines, reactor_.now()));
  }

  /// Ctrl-C of duo's operator first clears the line that is being typed.
  void interrupt() {
    if (stopping_ || !server_->discard_input()) stop();
  }

  void stop() {
    if (std::exchange(stopping_, true)) return reactor_.stop();
    log::info("shutting down");
    notifier_.stopping();
    listeners_.clear();
    console_.clear();
    server_->shut_down([this] { reactor_.stop(); });
  }

  /// SIGHUP means that the operator's terminal has closed, or is a request to reload.
  void hang_up() {
    if (stopping_) return;
    at_terminal_&& ::isatty(STDIN_FILENO) == 0 ? stop() : reload();
  }

  void reload() {
    manager_.reloading(reactor_.now());
    read_again();
    notifier_.ready();
  }

  void read_again() {
    try {
      apply(std::get<Options>(parse_options(argc_, argv_)));
      log::info("reloaded the configuration");
    } catch (const base::StartFailure& failure) {
      log::error(fmt::format("not reloaded: {}", failure.what()));
    }
  }

  /// The defaults of the limits depend on the mode, so the mode cannot change.
  void apply(const Options& options) {
    if (options.duo != options_.duo) throw base::StartFailure("duo cannot change while running");
    use_certificate(with_present_data(options));
    log::set_level(options.log_level);
    raise_descriptor_limit(options.limits.max_clients);
    for (const auto& warning : options.warnings) log::warn(warning);
    reactor_.send_budget().set_limit(options.limits.send_queue_total);
    server_->set_policy(policy_of(options, tls_));
    if (archive_) archive_->set_retention(retention_of(options));
    for (const auto& name : changed_until_restart(options_, options)) {
      log::warn(fmt::format("a changed {} takes effect at a restart", name));
    }
  }

  int argc_;
  const char* const* argv_;
  const Options options_;  // as at the start
  const bool at_terminal_;
  base::SystemClock clock_;
  reactor::Reactor reactor_;
  LogWriter log_writer_{reactor_};
  reactor::Signal interrupt_;
  reactor::Signal terminate_;
  reactor::Signal hangup_;
  reactor::Signal report_;
  std::optional<DataDirectory> data_;
  std::optional<store::Archive> archive_;  // null: nothing is kept
  std::optional<CertificateKeeper> certificate_;
  TlsHandle tls_;  // null: TLS is off
  std::unique_ptr<server::Server> server_;
  std::vector<reactor::Listener> listeners_;
  std::vector<reactor::Listener> console_;
  std::optional<reactor::HttpServer> metrics_;
  const ServiceManager& manager_;
  ServiceNotifier notifier_;
  RateMeter rate_;
  const base::Instant began_ = reactor_.now();
  const std::chrono::sys_seconds started_ =
      std::chrono::floor<std::chrono::seconds>(clock_.wall_time());
  bool stopping_ = false;
};

}  // namespace

int run(int argc, const char* const* argv) {
  const auto* journal = std::getenv("JOURNAL_STREAM");
  if (journal != nullptr && log::is_journal(journal, STDERR_FILENO)) {
    log::set_form(log::Form::journal);
  }
  const auto environment = acquire_service_environment();
  const auto parsed = parse_options(argc, argv);
  if (const auto* exit = std::get_if<Exit>(&parsed)) return exit->status;
  const auto& options = std::get<Options>(parsed);
  log::set_level(options.log_level);
  for (const auto& warning : options.warnings) log::warn(warning);
  if (options.fingerprint) {
    fmt::print("{}\n", find_fingerprint(options, base::SystemClock{}.wall_time()));
    return 0;
  }
  if (wants_data_tool(options)) return run_data_tool(options);
  if (options.check_config) {
    check_listeners(options);
    check_certificate(options, base::SystemClock{}.wall_time());
    std::fputs(show_options(options).c_str(), stdout);
    return 0;
  }
  raise_descriptor_limit(options.limits.max_clients);
  const ServiceManager manager(environment);
  Service(options, manager, inherited_sockets(environment), argc, argv).run();
  return 0;
}

}  // namespace tertulia::daemon
