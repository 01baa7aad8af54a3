#include "tertulia/reactor/dialer.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include <fmt/core.h>
#include <sys/socket.h>

#include "tertulia/base/translate.h"
#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/worker.h"

#include "reactor/address.h"

namespace tertulia::reactor {
namespace {

/// One of each family in turn, beginning with the first address (RFC 8305, 4). Otherwise the order
/// stays, which is the system's preference (RFC 6724).
std::deque<Address> alternate_families(const std::vector<Address>& addresses) {
  std::deque<Address> first;
  std::deque<Address> others;
  for (const auto& address : addresses) {
    (address.family() == addresses.front().family() ? first : others).push_back(address);
  }
  std::deque<Address> alternating;
  while (!first.empty() || !others.empty()) {
    for (auto* queue : {&first, &others}) {
      if (queue->empty()) continue;
      alternating.push_back(queue->front());
      queue->pop_front();
    }
  }
  return alternating;
}

bool is_connected_to_itself(int fd) {
  const auto peer = peer_address(fd);
  return peer.family() != AF_UNIX && peer == own_address(fd);
}

/// Otherwise the port stays in use for a while, and the server that it belongs to cannot have it.
void reset_at_close(int fd) {
  const linger at_once{1, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

/// The error of an attempt that has ended; 0 if it is connected.
int outcome_of(int fd) {
  int error = 0;
  socklen_t length = sizeof error;
  if (::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &length) != 0) return errno;
  if (error != 0 || !is_connected_to_itself(fd)) return error;
  reset_at_close(fd);
  return ECONNREFUSED;
}

}  // namespace

struct Dialer::State final : DeferredTask {
  struct Attempt {
    Address address;
    Socket socket;
    std::optional<FdWatch> watch;
    bool ended = false;
  };
  struct Failure {
    Address address;
    int error;
  };

  State(Reactor& loop, Endpoint where, DoneHandler handler, const Resolver& resolver)
      : reactor(loop),
        endpoint(std::move(where)),
        on_done(std::move(handler)),
        next_attempt(loop, [this] { try_next(); }),
        name_service(loop, 1, Worker::AtEnd::abandon) {
    name_service.submit([resolver, where = endpoint] { return resolver(where); },
                        [this](const auto& found) { handle_addresses(found); });
  }
  ~State() { reactor.cancel(*this); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  void handle_addresses(const base::Result<std::vector<Address>>& found) {
    if (!found) return finish(fail(found.error()));
    waiting = alternate_families(*found);
    try_next();
  }

  void try_next() {
    while (!waiting.empty()) {
      const auto address = waiting.front();
      waiting.pop_front();
      const int error = start_attempt(address);
      if (error == EAGAIN) waiting.push_front(address);
      if (error == 0 || error == EAGAIN) return next_attempt.start(kAttemptDelay);
      failures.push_back({address, error});
    }
    if (attempts.empty()) finish(fail(describe_failures()));
  }

  /// EAGAIN: the attempt could not begin yet, since the queue of a unix socket is full.
  int start_attempt(const Address& address) {
    auto socket = open_socket(address.family(), SOCK_STREAM, Blocking::no);
    if (socket.fd() < 0) return errno;
    tune(socket.fd(), address.family());
    if (::connect(socket.fd(), address.get(), address.length) != 0 && errno != EINPROGRESS &&
        errno != EINTR) {
      return errno;
    }
    auto& attempt = *attempts.emplace_back(std::make_unique<Attempt>());
    attempt.address = address;
    attempt.socket = std::move(socket);
    attempt.watch.emplace(
        reactor, attempt.socket.fd(), [this, &attempt] { handle_end(attempt); },
        FdWatch::Readiness::writable);
    return 0;
  }

  void handle_end(Attempt& attempt) {
    attempt.watch->pause();
    attempt.ended = true;
    reactor.defer(*this);
  }

  void run() override {
    bool failed = false;
    while (!done) {
      const auto ended = std::ranges::find_if(attempts, [](auto& one) { return one->ended; });
      if (ended == attempts.end()) break;
      const auto attempt = std::move(*ended);
      attempts.erase(ended);
      const int error = outcome_of(attempt->socket.fd());
      attempt->watch.reset();
      if (error == 0) {
        done.emplace(Connection{std::move(attempt->socket), describe(attempt->address)});
      } else {
        failures.push_back({attempt->address, error});
        failed = true;
      }
    }
    if (failed && !done) try_next();
    if (done) report();
  }

  /// Timers must not be destroyed in their own call, so the handler is called later.
  void finish(base::Result<Connection> result) {
    done.emplace(std::move(result));
    reactor.defer(*this);
  }

  void report() {
    attempts.clear();
    waiting.clear();
    next_attempt.stop();
    if (const auto handler = std::exchange(on_done, {})) handler(*std::move(done));
  }

  base::Error fail(std::string_view reason) const {
    return {base::tr("cannot connect to {}: {}", format_endpoint(endpoint), reason)};
  }

  /// `Connection refused`, or with the addresses that a name stands for:
  /// `Connection refused ([::1]:7788), No route to host (192.0.2.1:7788)`.
  std::string describe_failures() const {
    std::string text;
    for (const auto& [address, error] : failures) {
      const auto name = describe(address).name;
      if (!text.empty()) text += ", ";
      text += std::strerror(error);
      if (name != format_endpoint(endpoint)) text += fmt::format(" ({})", name);
    }
    return text;
  }

  Reactor& reactor;
  const Endpoint endpoint;
  DoneHandler on_done;
  std::deque<Address> waiting;
  std::vector<std::unique_ptr<Attempt>> attempts;
  std::vector<Failure> failures;
  std::optional<base::Result<Connection>> done;
  Timer next_attempt;
  Worker name_service;
};

Dialer::Dialer(Reactor& reactor, Endpoint endpoint, DoneHandler on_done)
    : Dialer(reactor, std::move(endpoint), std::move(on_done),
             [](const Endpoint& where) { return resolve(where, Purpose::connect); }) {}

Dialer::Dialer(Reactor& reactor, Endpoint endpoint, DoneHandler on_done, const Resolver& resolver)
    : state_(std::make_unique<State>(reactor, std::move(endpoint), std::move(on_done), resolver)) {}

Dialer::~Dialer() = default;

}  // namespace tertulia::reactor
