#include "tertulia/reactor/dialer.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>

#include "tertulia/reactor/reactor.h"

#include "reactor/address.h"
#include "support/gate.h"
#include "support/run.h"
#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::reactor::dialer_test {
namespace {

Address address_of(const std::string& text) {
  const auto found = resolve(*parse_endpoint(text), Purpose::connect);
  REQUIRE(found);
  return found->front();
}

/// A socket that listens at an address of its own, or at this one.
struct Destination {
  explicit Destination(const std::string& where = "127.0.0.1:0", int backlog = 100)
      : listener(::socket(address_of(where).family(), SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto wanted = address_of(where);
    REQUIRE(::bind(listener.fd(), wanted.get(), wanted.length) == 0);
    REQUIRE(::listen(listener.fd(), backlog) == 0);
    address = own_address(listener.fd());
    name = describe(address).name;
  }
  Socket listener;
  Address address;
  std::string name;
};

/// Its queue is full, so the kernel drops each further attempt, as a machine does that is off.
struct DeadDestination : Destination {
  explicit DeadDestination(const std::string& where = "127.0.0.1:0") : Destination(where, 0) {
    for (int i = 0; i < 3; ++i) {
      crowd.emplace_back(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      ::connect(crowd.back().fd(), address.get(), address.length);
    }
  }
  std::vector<Socket> crowd;
};

struct Fixture {
  void dial(const std::string& where) {
    dialer.emplace(loop, *parse_endpoint(where), keep_result());
  }
  /// The name `chat` stands for these addresses.
  void dial(const std::vector<Address>& addresses) {
    dialer.emplace(loop, *parse_endpoint("chat:7788"), keep_result(),
                   [addresses, token = asked](const Endpoint& /*endpoint*/) { return addresses; });
  }
  Dialer::DoneHandler keep_result() {
    return [this](base::Result<Connection> done) {
      ++results;
      if (done) {
        connection = *std::move(done);
      } else {
        error = done.error();
      }
    };
  }
  void wait() {
    support::run_until(loop, [this] { return results > 0; });
    support::run_passes(loop);
    CHECK(results == 1);
  }
  /// Until the first attempt has begun: the question for the addresses ends with it.
  void let_begin() {
    support::run_until(loop, [this] { return asked.use_count() == 1; });
  }

  base::ManualClock clock;
  Reactor loop{clock};
  std::shared_ptr<int> asked = std::make_shared<int>();
  std::optional<Dialer> dialer;
  int results = 0;
  Connection connection;
  std::string error;
};

TEST_CASE_FIXTURE(Fixture, "it connects, and the socket does not block") {
  const Destination destination;
  dial(destination.name);
  CHECK(results == 0);
  wait();
  CHECK(error.empty());
  CHECK(connection.peer.name == destination.name);
  CHECK(connection.peer.host == "127.0.0.1");
  CHECK((::fcntl(connection.socket.fd(), F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(connection.socket.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  const Socket accepted(::accept(destination.listener.fd(), nullptr, nullptr));
  support::put(connection.socket, "x");
  support::run_until(loop, [&] { return support::get(accepted) == "x"; });
}

TEST_CASE_FIXTURE(Fixture, "a failure to connect names the address and the reason") {
  dial("127.0.0.1:1");
  wait();
  CHECK(error == "cannot connect to 127.0.0.1:1: Connection refused");
}

TEST_CASE_FIXTURE(Fixture, "a failure to connect names the path and the reason") {
  const support::TemporaryDirectory directory;
  const auto path = "unix:" + directory.file("nobody");
  dial(path);
  wait();
  CHECK(error == "cannot connect to " + path + ": No such file or directory");
}

TEST_CASE_FIXTURE(Fixture, "a name that cannot be resolved is an error") {
  dialer.emplace(loop, *parse_endpoint("chat:1"), keep_result(),
                 [](const Endpoint& endpoint) -> base::Result<std::vector<Address>> {
                   return base::Error{"no " + endpoint.host};
                 });
  wait();
  CHECK(error == "cannot connect to chat:1: no chat");
}

TEST_CASE_FIXTURE(Fixture, "an address that does not answer delays the next one by 250 ms") {
  const DeadDestination dead;
  const Destination alive;
  dial({dead.address, alive.address});
  let_begin();
  support::pass_time(loop, clock, Dialer::kAttemptDelay - base::Duration{1});
  CHECK(results == 0);
  clock.advance(base::Duration{1});
  wait();
  CHECK(connection.peer.name == alive.name);
}

TEST_CASE_FIXTURE(Fixture, "an address that refuses does not delay the next one") {
  const Destination alive;
  dial({address_of("127.0.0.1:1"), address_of("127.0.0.2:1"), alive.address});
  wait();
  CHECK(connection.peer.name == alive.name);
}

TEST_CASE_FIXTURE(Fixture, "an address that refuses later than the next one is no failure") {
  const DeadDestination dead;
  const Destination alive;
  dial({dead.address, address_of("127.0.0.1:1"), alive.address});
  let_begin();
  clock.advance(Dialer::kAttemptDelay);
  wait();
  CHECK(connection.peer.name == alive.name);
}

TEST_CASE_FIXTURE(Fixture, "if all addresses fail, the error has each with its reason") {
  dial({address_of("127.0.0.1:1"), address_of("127.0.0.2:2")});
  wait();
  CHECK(error ==
        "cannot connect to chat:7788: Connection refused (127.0.0.1:1), "
        "Connection refused (127.0.0.2:2)");
}

TEST_CASE_FIXTURE(Fixture, "the families of the addresses alternate") {
  const bool has_ipv6 = Socket(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0)).fd() >= 0;
  if (!has_ipv6) {
    MESSAGE("there is no IPv6 here");
    return;
  }
  dial({address_of("[::1]:1"), address_of("[::1]:2"), address_of("[::1]:3"),
        address_of("127.0.0.1:4"), address_of("127.0.0.1:5")});
  wait();
  std::vector<std::size_t> places;
  for (const auto* name : {"[::1]:1", "127.0.0.1:4", "[::1]:2", "127.0.0.1:5", "[::1]:3"}) {
    places.push_back(error.find(name));
  }
  CHECK(std::is_sorted(places.begin(), places.end()));
  CHECK(places.back() != std::string::npos);
}

TEST_CASE_FIXTURE(Fixture, "it waits for a unix socket whose queue is full") {
  const support::TemporaryDirectory directory;
  DeadDestination busy("unix:" + directory.file("socket"));
  dial({busy.address});
  let_begin();
  support::pass_time(loop, clock, Dialer::kAttemptDelay);
  CHECK(results == 0);
  for (int i = 0; i < 3; ++i) {
    ::fcntl(busy.listener.fd(), F_SETFL, O_NONBLOCK);
    const Socket accepted(::accept(busy.listener.fd(), nullptr, nullptr));
  }
  clock.advance(Dialer::kAttemptDelay);
  wait();
  CHECK(connection.peer.name == busy.name);
}

TEST_CASE_FIXTURE(Fixture, "its handler may destroy it") {
  const Destination destination;
  dialer.emplace(loop, *parse_endpoint(destination.name), [this](const auto& /*done*/) {
    ++results;
    dialer.reset();
  });
  wait();
  CHECK_FALSE(dialer);
}

TEST_CASE_FIXTURE(Fixture, "when it is destroyed, the attempts end") {
  const DeadDestination dead;
  dial({dead.address});
  let_begin();
  dialer.reset();
  support::pass_time(loop, clock, base::Duration{1'000});
  CHECK(results == 0);
}

/// Ctrl-C must end the client even while the name service does not answer.
TEST_CASE_FIXTURE(Fixture, "its destructor does not wait for the name service") {
  const auto gate = std::make_shared<support::Gate>();
  dialer.emplace(loop, *parse_endpoint("chat"), keep_result(),
                 [gate](const Endpoint& /*endpoint*/) -> base::Result<std::vector<Address>> {
                   gate->pass();
                   return base::Error{"too late"};
                 });
  gate->wait_until_entered();
  dialer.reset();
  gate->open();
  support::run_until(loop, [&gate] { return gate.use_count() == 1; });
  CHECK(results == 0);
}

}  // namespace
}  // namespace tertulia::reactor::dialer_test
