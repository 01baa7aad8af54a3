#include "reactor/platform.h"

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <string>
#include <thread>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <unistd.h>

#include "tertulia/reactor/fd_watch.h"

#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::reactor::platform_test {
namespace {

bool closed_in_children(int fd) { return (::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0; }
bool non_blocking(int fd) { return (::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0; }

bool readable(int fd) {
  pollfd entry{fd, POLLIN, 0};
  return ::poll(&entry, 1, 0) == 1;
}

int tcp_option(const Socket& socket, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  REQUIRE(::getsockopt(socket.fd(), IPPROTO_TCP, option, &value, &size) == 0);
  return value;
}

/// Makes SIGPIPE end the process, as it does in a process without a reactor.
struct DeadlySigpipe {
  void (*before)(int) = std::signal(SIGPIPE, SIG_DFL);
  DeadlySigpipe() = default;
  ~DeadlySigpipe() { std::signal(SIGPIPE, before); }
  DeadlySigpipe(const DeadlySigpipe&) = delete;
  DeadlySigpipe& operator=(const DeadlySigpipe&) = delete;
};

TEST_CASE("a new socket is not inherited, and blocks only on request") {
  for (const int family : {AF_INET, AF_INET6, AF_UNIX}) {
    CAPTURE(family);
    const auto waiting = open_socket(family, SOCK_STREAM);
    const auto other = open_socket(family, SOCK_STREAM, Blocking::no);
    if (waiting.fd() < 0 && errno == EAFNOSUPPORT) continue;
    CHECK(closed_in_children(waiting.fd()));
    CHECK(closed_in_children(other.fd()));
    CHECK_FALSE(non_blocking(waiting.fd()));
    CHECK(non_blocking(other.fd()));
  }
}

TEST_CASE("if the system refuses a socket, there is none, and errno has the reason") {
  CHECK(open_socket(-1, SOCK_STREAM).fd() == -1);
  CHECK(errno == EAFNOSUPPORT);
}

TEST_CASE("send_now sends as much as fits, and then reports that it would block") {
  auto [near, far] = support::tcp_pair();
  const std::string junk(1'000'000, 'x');
  CHECK(platform::send_now(near.fd(), "abc") == 3);
  while (platform::send_now(near.fd(), junk) > 0) {
  }
  CHECK((errno == EAGAIN || errno == EWOULDBLOCK));
  CHECK(support::get(far, 3) == "abc");
}

TEST_CASE("send_now to a peer that has gone fails, and raises no signal") {
  const DeadlySigpipe deadly;
  auto [near, far] = support::tcp_pair();
  support::reset(far);
  while (platform::send_now(near.fd(), "x") > 0) {
  }
  CHECK((errno == ECONNRESET || errno == EPIPE));
  CHECK(platform::send_now(near.fd(), "x") < 0);
  CHECK(errno == EPIPE);
}

#ifdef TCP_KEEPINTVL
TEST_CASE("the times of the keep-alive are set in seconds") {
  const auto socket = open_socket(AF_INET, SOCK_STREAM);
  platform::set_keep_alive(socket.fd(), {std::chrono::seconds{60}, std::chrono::seconds{20}, 3});
  CHECK(tcp_option(socket, TCP_KEEPINTVL) == 20);
  CHECK(tcp_option(socket, TCP_KEEPCNT) == 3);
#ifdef TCP_KEEPIDLE
  CHECK(tcp_option(socket, TCP_KEEPIDLE) == 60);
#endif
}
#endif

#ifdef TCP_USER_TIMEOUT
TEST_CASE("the limit for unacknowledged data is in milliseconds, as long as they fit") {
  const auto socket = open_socket(AF_INET, SOCK_STREAM);
  platform::set_unacknowledged_limit(socket.fd(), base::Duration{1'500});
  CHECK(tcp_option(socket, TCP_USER_TIMEOUT) == 1'500);
  platform::set_unacknowledged_limit(socket.fd(), base::Duration{5'000'000'000});
  CHECK(tcp_option(socket, TCP_USER_TIMEOUT) == INT_MAX);
  platform::set_unacknowledged_limit(socket.fd(), base::Duration::zero());
  CHECK(tcp_option(socket, TCP_USER_TIMEOUT) == 0);
}
#endif

TEST_CASE("a socket listens after listen(), and not before") {
  const auto socket = open_socket(AF_INET, SOCK_STREAM);
  REQUIRE(::listen(socket.fd(), 1) == 0);
  CHECK(platform::is_listening(socket.fd()));
  CHECK_FALSE(platform::is_listening(-1));
#ifdef __linux__
  CHECK_FALSE(platform::is_listening(open_socket(AF_INET, SOCK_STREAM).fd()));
#endif
}

TEST_CASE("a connection without sent data or without TCP is never unanswered") {
  const auto [near, far] = support::tcp_pair();
  const auto [left, right] = support::unix_pair();
  CHECK_FALSE(platform::unanswered_for(near.fd(), base::Duration::zero()));
  CHECK_FALSE(platform::unanswered_for(left.fd(), base::Duration::zero()));
  CHECK_FALSE(platform::unanswered_for(-1, base::Duration::zero()));
}

/// The channel that systems without an eventfd use.
platform::WakeupChannel pipe_channel() {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  for (const int fd : ends) ::fcntl(fd, F_SETFL, O_NONBLOCK);
  return {Socket(ends[0]), Socket(ends[1])};
}

void check_that_it_wakes(const WakeupFd& wakeup) {
  CHECK_FALSE(readable(wakeup.fd()));
  wakeup.drain();
  for (int i = 0; i < 3; ++i) wakeup.notify();
  CHECK(readable(wakeup.fd()));
  wakeup.drain();
  CHECK_FALSE(readable(wakeup.fd()));
  wakeup.notify();
  CHECK(readable(wakeup.fd()));
}

TEST_CASE("notifications make the descriptor readable until drain clears them all") {
  check_that_it_wakes(WakeupFd());
  check_that_it_wakes(WakeupFd(pipe_channel()));
}

TEST_CASE("the system's wakeup channel is not inherited, and never blocks") {
  const auto channel = platform::open_wakeup_channel();
  for (const int fd : {channel.reader.fd(), channel.writer.fd()}) {
    if (fd < 0) continue;
    CHECK(closed_in_children(fd));
    CHECK(non_blocking(fd));
  }
}

TEST_CASE("a full channel does not block notify, and drain empties it") {
  const WakeupFd wakeup(pipe_channel());
  for (int i = 0; i < 100'000; ++i) wakeup.notify();
  wakeup.drain();
  CHECK_FALSE(readable(wakeup.fd()));
}

TEST_CASE("another thread wakes the loop") {
  base::ManualClock clock;
  Reactor loop{clock};
  const WakeupFd wakeup;
  int woken = 0;
  const FdWatch watch(loop, wakeup.fd(), [&] {
    wakeup.drain();
    ++woken;
  });
  support::run_passes(loop);
  CHECK(woken == 0);
  std::thread other([&] { wakeup.notify(); });
  support::run_until(loop, [&] { return woken == 1; });
  other.join();
}

}  // namespace
}  // namespace tertulia::reactor::platform_test
