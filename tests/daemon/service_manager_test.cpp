#include "daemon/service_manager.h"

#include <cstdlib>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include "tertulia/base/failure.h"

#include "support/service_manager.h"

namespace tertulia::daemon::service_manager_test {
namespace {

using base::Duration;

std::string own_pid() { return std::to_string(::getpid()); }

TEST_CASE("the environment variables are read and removed") {
  ::setenv("NOTIFY_SOCKET", "/run/notify", 1);
  ::setenv("LISTEN_FDNAMES", "a:b", 1);
  ::unsetenv("LISTEN_FDS");
  const auto environment = acquire_service_environment();
  CHECK(environment.notify_socket == "/run/notify");
  CHECK(environment.listen_fdnames == "a:b");
  CHECK(environment.listen_fds.empty());
  CHECK(std::getenv("NOTIFY_SOCKET") == nullptr);
  CHECK(std::getenv("LISTEN_FDNAMES") == nullptr);
}

struct Fixture {
  ServiceEnvironment environment;
  support::FakeManager fake;

  ServiceManager manager() {
    environment.notify_socket = fake.address();
    return ServiceManager(environment);
  }
  Duration watchdog_timeout(const std::string& microseconds, const std::string& pid = {}) {
    environment.watchdog_usec = microseconds;
    environment.watchdog_pid = pid;
    return manager().watchdog_timeout();
  }
};

TEST_CASE_FIXTURE(Fixture, "each state is a datagram") {
  const auto told = manager();
  CHECK(told.present());
  told.ready("2 clients");
  CHECK(fake.next() == "READY=1\nSTATUS=2 clients");
  told.status("3 clients");
  CHECK(fake.next() == "STATUS=3 clients");
  told.reloading(base::Instant(std::chrono::microseconds(1'234'567)));
  CHECK(fake.next() == "RELOADING=1\nMONOTONIC_USEC=1234567");
  told.ping_watchdog();
  CHECK(fake.next() == "WATCHDOG=1");
  told.stopping();
  CHECK(fake.next() == "STOPPING=1\nSTATUS=shutting down");
  CHECK(fake.next().empty());
}

TEST_CASE_FIXTURE(Fixture, "without a manager nothing happens") {
  for (const auto& address : {std::string(), std::string("relative"), std::string("/"),
                              std::string("@"), "/" + std::string(200, 'x')}) {
    CAPTURE(address);
    environment.notify_socket = address;
    environment.watchdog_usec = "1000000";
    const ServiceManager told(environment);
    CHECK_FALSE(told.present());
    CHECK(told.watchdog_timeout() == Duration::zero());
    told.ready("nobody hears this");
  }
}

TEST_CASE_FIXTURE(Fixture, "a watchdog ping does not wait for a manager that does not read") {
  const auto told = manager();
  for (int i = 0; i < 10'000; ++i) told.ping_watchdog();
  CHECK(fake.next() == "WATCHDOG=1");
}

TEST_CASE_FIXTURE(Fixture, "the watchdog timeout is the environment's, if it names this process") {
  CHECK(watchdog_timeout("") == Duration::zero());
  CHECK(watchdog_timeout("30000000") == Duration{30'000});
  CHECK(watchdog_timeout("30000000", own_pid()) == Duration{30'000});
  CHECK(watchdog_timeout("30000000", "1") == Duration::zero());
  CHECK(watchdog_timeout("soon") == Duration::zero());
  CHECK(watchdog_timeout("-1") == Duration::zero());
  CHECK(watchdog_timeout("18446744073709551615") == Duration::zero());
}

/// Copies of one descriptor from a free number on, as a manager passes them.
struct Handover {
  explicit Handover(int count) {
    for (int i = 0; i < count; ++i) REQUIRE(::dup2(STDIN_FILENO, kFirst + i) >= 0);
    environment.listen_pid = own_pid();
    environment.listen_fds = std::to_string(count);
  }
  ~Handover() {
    for (int fd = kFirst; fd < kFirst + 10; ++fd) ::close(fd);
  }
  Handover(const Handover&) = delete;
  Handover& operator=(const Handover&) = delete;

  std::string failure() const {
    try {
      inherited_sockets(environment, kFirst);
    } catch (const base::StartFailure& reason) {
      return reason.what();
    }
    return {};
  }

  static constexpr int kFirst = 200;
  ServiceEnvironment environment;
};

TEST_CASE("descriptors are inherited with their names, and no child gets them") {
  Handover handover(3);
  handover.environment.listen_fdnames = "chat:other";
  {
    const auto sockets = inherited_sockets(handover.environment, Handover::kFirst);
    REQUIRE(sockets.size() == 3);
    CHECK(sockets[0].name == "chat");
    CHECK(sockets[1].name == "other");
    CHECK(sockets[2].name.empty());
    CHECK(sockets[2].socket.fd() == Handover::kFirst + 2);
    CHECK((::fcntl(sockets[2].socket.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  }
  CHECK(::fcntl(Handover::kFirst, F_GETFD) < 0);
}

TEST_CASE("descriptors of another process are ignored") {
  Handover handover(1);
  for (const auto* pid : {"", "1", "none"}) {
    handover.environment.listen_pid = pid;
    CHECK(inherited_sockets(handover.environment, Handover::kFirst).empty());
  }
  CHECK(::fcntl(Handover::kFirst, F_GETFD) >= 0);
}

TEST_CASE("an invalid or too large number is an error") {
  Handover handover(1);
  handover.environment.listen_fds = "one";
  CHECK(handover.failure().starts_with("LISTEN_FDS: 'one' is "));
  handover.environment.listen_fds = "1000000";
  CHECK(handover.failure() == "LISTEN_FDS is 1000000, but descriptor 201 is not open");
}

}  // namespace
}  // namespace tertulia::daemon::service_manager_test
