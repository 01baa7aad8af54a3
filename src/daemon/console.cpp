#include "daemon/console.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/core.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/base/text.h"
#include "tertulia/reactor/deadlines.h"
#include "tertulia/reactor/dialer.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/stream.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/hub_server.h"
#include "tertulia/store/archive.h"
#include "tertulia/wire/plain.h"

#include "daemon/data_directory.h"
#include "daemon/data_tools.h"

namespace tertulia::daemon {
namespace {

constexpr std::string_view kMark = "-- ";
constexpr std::size_t kQueue = std::size_t{1024} * 1024;
constexpr base::Duration kDrainTimeout{5'000};

reactor::Endpoint console_endpoint(const std::string& data) {
  auto endpoint = reactor::parse_endpoint("unix:" + data + "/admin.sock");
  if (!endpoint) throw base::StartFailure(endpoint.error());
  return *std::move(endpoint);
}

/// Knows whether the archive still stores something.
class WatchedArchive final : public chat::Archive {
 public:
  explicit WatchedArchive(store::Archive& archive) : archive_(archive) {}

  void store(chat::ArchiveBatch batch, OnStored on_stored) override {
    storing_ = true;
    archive_.store(std::move(batch), [this, on_stored = std::move(on_stored)] {
      storing_ = false;
      on_stored();
    });
  }
  bool is_failing() const override { return archive_.is_failing(); }
  void find(chat::ArchiveQuery query, OnFound on_found) override {
    archive_.find(std::move(query), std::move(on_found));
  }
  bool is_storing() const { return storing_; }

 private:
  store::Archive& archive_;
  bool storing_ = false;
};

/// Serves the directory as long as no other server does, but for consoles alone.
class ConsoleServer {
 public:
  ConsoleServer(reactor::Reactor& reactor, const Options& options)
      : archive_(reactor, archive_path(options.data), {}),
        watched_(archive_),
        server_(reactor, {.limits = options.limits, .motd = {}, .operators = options.operators},
                {.archive = &watched_, .archived = archive_.load(0)}),
        listeners_(listen_for_consoles(reactor, options.data,
                                       [this](reactor::Socket socket, reactor::Peer peer) {
                                         server_.accept_console(std::move(socket), std::move(peer));
                                       })),
        timer_(reactor, [this] { check_stored(); }) {}

  /// Calls back when all is stored, or cannot be.
  void finish(std::function<void()> on_done) {
    listeners_.clear();
    on_done_ = std::move(on_done);
    server_.shut_down([this] { check_stored(); });
  }
  bool failed() const { return archive_.is_failing(); }

 private:
  void check_stored() {
    constexpr base::Duration kInterval{10};
    if (watched_.is_storing() && !failed()) return timer_.start(kInterval);
    on_done_();
  }

  store::Archive archive_;
  WatchedArchive watched_;
  server::HubServer server_;
  std::vector<reactor::Listener> listeners_;
  std::function<void()> on_done_;
  reactor::Timer timer_;
};

/// One command and its answers. `/quit` behind it shows where they end.
class ConsoleTalk final : private reactor::Stream::Handler {
 public:
  ConsoleTalk(reactor::Reactor& reactor, reactor::Socket socket, const std::string& command,
              std::function<void()> on_done)
      : deadlines_(reactor),
        on_done_(std::move(on_done)),
        stream_(reactor::Stream::create(reactor, deadlines_, std::move(socket), *this,
                                        {kQueue, kDrainTimeout})) {
    stream_->write(command + "\n/quit\n");
  }

  /// All answers have come, and none is an error.
  bool succeeded() const { return finished_ && !failed_; }

 private:
  void on_input() override {
    received_ += stream_->input();
    stream_->consume(stream_->input().size());
    std::string_view rest = received_;
    while (rest.find('\n') != std::string_view::npos) show(base::next_line(rest));
    received_ = std::string(rest);
  }
  void on_peer_ended() override {
    on_input();
    stream_->close();
  }
  void on_closed(reactor::Stream::CloseReason /*reason*/) override {
    if (!finished_) report("the server has closed the connection");
    on_done_();
  }

  void show(std::string_view line) {
    const auto kind = wire::plain::classify(line);
    if (kind == wire::plain::Kind::goodbye) {
      finished_ = true;
    } else if (kind == wire::plain::Kind::error) {
      report(line.substr(wire::plain::kError.size()));
    } else {
      fmt::print("{}\n", line.starts_with(kMark) ? line.substr(kMark.size()) : line);
    }
  }
  void report(std::string_view error) {
    failed_ = true;
    fmt::print(stderr, "tertuliad: {}\n", error);
  }

  reactor::Deadlines deadlines_;
  std::function<void()> on_done_;
  std::string received_;
  bool finished_ = false;
  bool failed_ = false;
  reactor::StreamHandle stream_;
};

/// Connects to the server's socket, and talks.
class ConsoleClient {
 public:
  ConsoleClient(reactor::Reactor& reactor, const reactor::Endpoint& endpoint, std::string command,
                const std::function<void()>& on_done)
      : dialer_(reactor, endpoint,
                [this, &reactor, command = std::move(command), on_done](auto connected) {
                  if (!connected) {
                    error_ = connected.error();
                    return on_done();
                  }
                  auto connection = *std::move(connected);
                  talk_.emplace(reactor, std::move(connection.socket), command, on_done);
                }) {}

  bool succeeded() const { return talk_ && talk_->succeeded(); }
  const std::string& error() const { return error_; }

 private:
  std::string error_;
  std::optional<ConsoleTalk> talk_;
  reactor::Dialer dialer_;
};

void check_archive(const std::string& path) {
  if (std::filesystem::exists(path)) return;
  throw base::StartFailure(
      fmt::format("there is no {}: a server makes it at its first start", path));
}

}  // namespace

std::vector<reactor::Listener> listen_for_consoles(reactor::Reactor& reactor,
                                                   const std::string& data,
                                                   const reactor::Listener::AcceptHandler& accept) {
  constexpr mode_t kOwnerOnly = 0600;
  return reactor::listen(reactor, {console_endpoint(data)}, accept,
                         {.mode = kOwnerOnly, .group = {}});
}

int run_console_command(const Options& options, const std::string& command) {
  check_archive(archive_path(options.data));
  base::log::set_level(std::max(options.log_level, base::log::Level::warn));
  base::SystemClock clock;
  reactor::Reactor reactor(clock);
  const auto lock = DataDirectory::lock_if_free(options.data);
  std::optional<ConsoleServer> server;
  if (lock) server.emplace(reactor, options);
  const auto stop = [&reactor] { reactor.stop(); };
  const auto finish = [&] { server ? server->finish(stop) : stop(); };
  const ConsoleClient client(reactor, console_endpoint(options.data), command, finish);
  reactor.run();
  if (!client.error().empty()) throw base::StartFailure(client.error());
  return client.succeeded() && !(server && server->failed()) ? 0 : 1;
}

}  // namespace tertulia::daemon
