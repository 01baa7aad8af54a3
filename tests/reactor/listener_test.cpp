#include "tertulia/reactor/listener.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"

#include "support/dial.h"
#include "support/lines.h"
#include "support/run.h"
#include "support/sockets.h"
#include "support/temporary_directory.h"

namespace tertulia::reactor::listener_test {
namespace {

struct TestServer {
  explicit TestServer(Reactor& reactor) : loop(reactor) {}
  void open(const std::string& where) {
    listeners = listen(loop, {*parse_endpoint(where)}, [this](Socket socket, Peer peer) {
      clients.emplace_back(std::move(socket), std::move(peer));
    });
  }
  std::string failure_of(const std::string& where) {
    try {
      open(where);
    } catch (const base::StartFailure& failure) {
      return failure.what();
    }
    return {};
  }
  /// Connects, waits for the accept, and checks that a byte arrives.
  Connection connect(const std::string& where) {
    const auto before = clients.size();
    auto connection = support::dial(where);
    support::run_until(loop, [&] { return clients.size() > before; });
    support::put(connection.socket, "x");
    std::string seen;
    support::run_until(loop, [&] { return (seen += support::get(clients.back().first)) == "x"; });
    return connection;
  }
  const std::string& address() const { return listeners.front().address(); }
  std::string port() const { return address().substr(address().rfind(':') + 1); }

  Reactor& loop;
  std::vector<Listener> listeners;
  std::vector<std::pair<Socket, Peer>> clients;
};

struct Fixture {
  base::ManualClock clock;
  Reactor loop{clock};
  TestServer server{loop};
};

bool has_ipv6() {
  base::ManualClock clock;
  Reactor loop{clock};
  return TestServer(loop).failure_of("[::1]:0").empty();
}

TEST_CASE_FIXTURE(Fixture, "it listens on IPv4, and reports its port") {
  server.open("127.0.0.1:0");
  REQUIRE(server.listeners.size() == 1);
  CHECK(server.address().starts_with("127.0.0.1:"));
  CHECK(server.port() != "0");
  const auto connection = server.connect(server.address());
  CHECK(connection.peer.name == server.address());
  CHECK(connection.peer.host == "127.0.0.1");
  CHECK(server.clients[0].second.host == "127.0.0.1");
  CHECK(server.clients[0].second.name.starts_with("127.0.0.1:"));
  CHECK(server.clients[0].second.name != server.address());
}

TEST_CASE_FIXTURE(Fixture, "an accepted socket does not block, and no child inherits it") {
  server.open("127.0.0.1:0");
  server.connect(server.address());
  const int fd = server.clients[0].first.fd();
  CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE_FIXTURE(Fixture, "it listens on IPv6, in brackets") {
  if (!has_ipv6()) {
    MESSAGE("there is no IPv6 here");
    return;
  }
  server.open("[::1]:0");
  CHECK(server.address().starts_with("[::1]:"));
  const auto connection = server.connect(server.address());
  CHECK(connection.peer.host == "::/64");
  CHECK(server.clients[0].second.name.starts_with("[::1]:"));
}

TEST_CASE_FIXTURE(Fixture, "[::] accepts IPv4, and shows it as IPv4") {
  server.open("[::]:0");
  REQUIRE(server.listeners.size() == 1);
  server.connect("127.0.0.1:" + server.port());
  CHECK(server.clients[0].second.host == "127.0.0.1");
  CHECK(server.clients[0].second.name.starts_with("127.0.0.1:"));
  if (!has_ipv6()) {
    MESSAGE("there is no IPv6 here");
    return;
  }
  CHECK(server.address().starts_with("[::]:"));
  server.connect("[::1]:" + server.port());
  CHECK(server.clients[1].second.host == "::/64");
}

TEST_CASE_FIXTURE(Fixture, "a host name can have several addresses") {
  server.open("localhost:0");
  CHECK_FALSE(server.listeners.empty());
  for (const auto& listener : server.listeners) server.connect(listener.address());
}

TEST_CASE_FIXTURE(Fixture, "the error for a port in use names the address") {
  server.open("127.0.0.1:0");
  TestServer other(loop);
  CHECK(other.failure_of(server.address()) ==
        "cannot listen on " + server.address() + ": Address already in use");
}

TEST_CASE_FIXTURE(Fixture, "the error for an address of another machine names it") {
  CHECK(server.failure_of("192.0.2.1:7788") ==
        "cannot listen on 192.0.2.1:7788: Cannot assign requested address");
}

TEST_CASE_FIXTURE(Fixture, "the port is free at once, even after this side closed first") {
  server.open("127.0.0.1:0");
  const auto address = server.address();
  const auto connection = server.connect(address);
  server.clients.clear();
  server.listeners.clear();
  CHECK_THROWS_AS(support::dial(address), base::StartFailure);
  server.open(address);
  CHECK(server.address() == address);
  server.connect(address);
}

TEST_CASE_FIXTURE(Fixture, "many connections are all accepted, in several passes") {
  server.open("127.0.0.1:0");
  constexpr std::size_t kCrowd = 3 * Listener::kAcceptsPerPass + 1;
  std::vector<Connection> crowd;
  for (std::size_t i = 0; i < kCrowd; ++i) crowd.push_back(support::dial(server.address()));
  support::run_until(loop, [&] { return server.clients.size() == kCrowd; });
  support::run_passes(loop);
  CHECK(server.clients.size() == kCrowd);
}

/// While it lives, the process cannot open a descriptor.
struct NoDescriptors {
  NoDescriptors() {
    const Socket lowest_free(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    ::getrlimit(RLIMIT_NOFILE, &former);
    auto none = former;
    none.rlim_cur = static_cast<rlim_t>(lowest_free.fd());
    ::setrlimit(RLIMIT_NOFILE, &none);
  }
  ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &former); }
  NoDescriptors(const NoDescriptors&) = delete;
  NoDescriptors& operator=(const NoDescriptors&) = delete;
  rlimit former{};
};

TEST_CASE_FIXTURE(Fixture, "a listener without descriptors pauses, and logs it once a minute") {
  support::Lines log;
  base::log::redirect([&log](std::string_view line) { log.emplace_back(line); });
  server.open("127.0.0.1:0");
  const auto connection = support::dial(server.address());
  {
    const NoDescriptors none;
    support::run_passes(loop);
    support::pass_time(loop, clock, base::Duration{500});
  }
  CHECK(log.size() == 1);
  CHECK(server.clients.empty());
  support::pass_time(loop, clock, base::Duration{100});
  CHECK(server.clients.size() == 1);
  base::log::redirect({});
}

TEST_CASE_FIXTURE(Fixture, "keepalive is on at both ends") {
  server.open("127.0.0.1:0");
  const auto connection = server.connect(server.address());
  for (const int fd : {connection.socket.fd(), server.clients[0].first.fd()}) {
    int on = 0;
    socklen_t length = sizeof on;
    REQUIRE(::getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, &length) == 0);
    CHECK(on != 0);
  }
}

#ifdef TCP_KEEPINTVL
TEST_CASE_FIXTURE(Fixture, "an accepted connection has the listener's keep-alive times") {
  server.open("127.0.0.1:0");
  const auto connection = server.connect(server.address());
  int seconds = 0;
  socklen_t length = sizeof seconds;
  const int fd = server.clients[0].first.fd();
  REQUIRE(::getsockopt(fd, IPPROTO_TCP, TCP_KEEPINTVL, &seconds, &length) == 0);
  CHECK(seconds == 20);
}
#endif

TEST_CASE_FIXTURE(Fixture, "a unix socket has a file, which is removed at the end") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("socket");
  server.open("unix:" + path);
  CHECK(server.address() == "unix:" + path);
  CHECK(std::filesystem::is_socket(path));
  const auto connection = server.connect(server.address());
  CHECK(connection.peer.name == "unix:" + path);
  CHECK(server.clients[0].second.name == "unix:" + path);
  CHECK(server.clients[0].second.host == "unix");
  server.listeners.clear();
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE_FIXTURE(Fixture, "an unused socket file is replaced, one in use is not") {
  const support::TemporaryDirectory directory;
  const auto path = directory.file("socket");
  const auto moved = directory.file("moved");
  server.open("unix:" + path);
  TestServer other(loop);
  CHECK(other.failure_of("unix:" + path) ==
        "cannot listen on unix:" + path + ": Address already in use");
  server.connect("unix:" + path);

  std::filesystem::rename(path, moved);  // a killed server leaves such a file
  server.listeners.clear();
  std::filesystem::rename(moved, path);
  CHECK_THROWS_AS(support::dial("unix:" + path), base::StartFailure);
  server.open("unix:" + path);
  server.connect("unix:" + path);
}

TEST_CASE_FIXTURE(Fixture, "a file that is not a socket is kept") {
  const support::TemporaryDirectory directory;
  const auto path = directory.write("notes", "dear diary");
  CHECK_FALSE(server.failure_of("unix:" + path).empty());
  CHECK(std::filesystem::file_size(path) == 10);
  CHECK_FALSE(server.failure_of("unix:" + directory.file("no/such/directory")).empty());
}

/// A socket that another process has bound to the address, listening or not.
Socket bound_to(const std::string& path, int type = SOCK_STREAM, bool listens = true) {
  Socket socket(::socket(AF_UNIX, type, 0));
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, sizeof name.sun_path);
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  REQUIRE(::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&name), length) == 0);
  if (listens) REQUIRE(::listen(socket.fd(), 1) == 0);
  return socket;
}

struct Adoption : Fixture {
  void take(Socket socket) {
    server.listeners.push_back(
        adopt(loop, std::move(socket), "descriptor 3", [this](Socket client, Peer peer) {
          server.clients.emplace_back(std::move(client), std::move(peer));
        }));
  }
  std::string failure_of(Socket socket) {
    try {
      take(std::move(socket));
    } catch (const base::StartFailure& failure) {
      return failure.what();
    }
    return {};
  }
  const support::TemporaryDirectory directory;
};

TEST_CASE_FIXTURE(Adoption, "an inherited socket is used, and its file is kept") {
  const auto path = directory.file("socket");
  auto socket = bound_to(path);
  const int fd = socket.fd();
  take(std::move(socket));
  CHECK(server.address() == "unix:" + path);
  CHECK((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  CHECK((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  server.connect("unix:" + path);
  server.listeners.clear();
  CHECK(::fcntl(fd, F_GETFD) < 0);
  CHECK(std::filesystem::is_socket(path));
}

TEST_CASE_FIXTURE(Adoption, "an inherited abstract socket keeps its name") {
  take(bound_to(std::string(1, '\0') + directory.file("socket")));
  CHECK(server.address() == "unix:@" + directory.file("socket"));
}

TEST_CASE_FIXTURE(Adoption,
                  "an inherited descriptor that is not a listening stream socket is an error") {
  const std::string reason = "descriptor 3 is no stream socket that listens";
  CHECK(failure_of(bound_to(directory.file("a"), SOCK_STREAM, false)) == reason);
  CHECK(failure_of(bound_to(directory.file("b"), SOCK_DGRAM, false)) == reason);
  CHECK(failure_of(bound_to(directory.file("c"), SOCK_SEQPACKET)) == reason);
  CHECK(failure_of(Socket(::open("/dev/null", O_RDONLY | O_CLOEXEC))) == reason);
  CHECK(failure_of(support::unix_pair().first) == reason);
  CHECK(failure_of(Socket()) == reason);
}

}  // namespace
}  // namespace tertulia::reactor::listener_test
