#include "client/hub_conversation.h"

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <variant>

#include "tertulia/reactor/timer.h"
#include "tertulia/terminal/console.h"

#include "client/backoff.h"
#include "client/connect.h"
#include "client/early_screen.h"
#include "client/json_client.h"
#include "client/open_link.h"
#include "client/plain_client.h"
#include "client/stop_signals.h"
#include "client/user_console.h"

namespace tertulia::client {

using terminal::Console;

namespace {

/// Passes the calls of one console to one client after the other.
class Relay final : public Console::Handler {
 public:
  explicit Relay(const Look& look) : look_(look) {}

  /// For the client that has the console from now on.
  std::unique_ptr<Console> take_console(reactor::Reactor& reactor, Console::Handler& client) {
    client_ = &client;
    if (console_ != nullptr) return std::move(console_);
    return open_user_console(reactor, *this, look_);
  }
  void give_back(std::unique_ptr<Console> console) { console_ = std::move(console); }

 private:
  void on_line(std::string line) override { client_->on_line(std::move(line)); }
  void on_end_of_input() override { client_->on_end_of_input(); }
  void on_printed() override { client_->on_printed(); }
  void on_output_failed(std::string_view reason) override { client_->on_output_failed(reason); }

  const Look look_;
  Console::Handler* client_ = nullptr;
  std::unique_ptr<Console> console_;
};

double random_fraction() {
  static std::random_device device;
  return std::uniform_real_distribution<double>{}(device);
}

class HubConversation {
 public:
  HubConversation(reactor::Reactor& reactor, const Options& options)
      : reactor_(reactor), options_(options), relay_(options.look), backoff_(random_fraction) {}

  Ending run();

 private:
  HubClient::OpenConsole opener();
  std::variant<Link, Ending> open_first();
  bool reconnect(JsonClient& client);
  void wait_or_give_up(JsonClient& client);
  void wait();
  bool is_late() const;
  void remember(const Link& link);
  Ending go_on_in_plain(JsonClient::Parts parts);

  reactor::Reactor& reactor_;
  Options options_;
  const bool interactive_ = can_ask();
  Relay relay_;
  Backoff backoff_;
  base::Instant away_since_ = reactor_.now();
};

HubClient::OpenConsole HubConversation::opener() {
  return [this](Console::Handler& client) { return relay_.take_console(reactor_, client); };
}

/// The server must not be weaker the next time than it was the first time.
void HubConversation::remember(const Link& link) {
  if (link.secure) options_.tls = TlsMode::required;
  if (!link.accepted.empty()) options_.pin = link.accepted;
}

/// A script may be there before its server.
std::variant<Link, Ending> HubConversation::open_first() {
  while (true) {
    try {
      return open_link(reactor_, options_);
    } catch (const ConnectFailure&) {
      if (interactive_ || is_late()) throw;
      wait();
    }
  }
}

Ending HubConversation::run() {
  auto opened = open_first();
  if (auto* ending = std::get_if<Ending>(&opened)) return std::move(*ending);
  remember(std::get<Link>(opened));
  JsonClient client(reactor_, std::get<Link>(std::move(opened)), options_, opener());
  {
    const StopSignals signals(reactor_, client);
    do {
      reactor_.run();  // only one pass if the client has stopped it before
    } while (client.stop() == JsonClient::Stop::lost && reconnect(client));
  }
  if (client.stop() == JsonClient::Stop::plain) return go_on_in_plain(client.hand_over());
  return client.finish();
}

/// Tries until there is a connection. False if there is none any more, or if the user does not
/// wait. A server that accepts connections and ends them again is away, too.
bool HubConversation::reconnect(JsonClient& client) {
  const auto ended = [&client] { return client.stop() == JsonClient::Stop::ended; };
  if (client.has_talked()) {
    away_since_ = reactor_.now();
    backoff_.reset();
  }
  if (!client.never_named()) wait_or_give_up(client);
  while (!ended()) {
    try {
      auto opened = open_link(reactor_, options_, Contact::again);
      if (ended()) break;
      if (auto* link = std::get_if<Link>(&opened)) return client.resume(std::move(*link)), true;
      client.fail(std::get<Ending>(opened));
    } catch (const ConnectFailure& failure) {
      if (ended()) break;
      if (client.never_named()) throw;
      client.show_trouble(failure.what());
      wait_or_give_up(client);
    }
  }
  return false;
}

void HubConversation::wait_or_give_up(JsonClient& client) {
  if (!interactive_ && is_late()) return client.give_up();
  if (client.stop() != JsonClient::Stop::ended) wait();
}

/// The user may end the client meanwhile.
void HubConversation::wait() {
  reactor::Timer timer(reactor_, [this] { reactor_.stop(); });
  timer.start(backoff_.next());
  reactor_.run();
}

bool HubConversation::is_late() const {
  return reactor_.now() - away_since_ >= options_.filter.retry;
}

Ending HubConversation::go_on_in_plain(JsonClient::Parts parts) {
  options_.name = parts.name;
  relay_.give_back(std::move(parts.console));
  PlainClient client(reactor_, std::move(parts.link), options_, opener());
  const StopSignals signals(reactor_, client);
  reactor_.run();
  return client.finish();
}

}  // namespace

Ending converse_with_hub(reactor::Reactor& reactor, const Options& options) {
  return HubConversation(reactor, options).run();
}

}  // namespace tertulia::client
