#include "reactor/listen_check.h"

#include <filesystem>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/clock.h"
#include "tertulia/base/failure.h"
#include "tertulia/reactor/listener.h"
#include "tertulia/reactor/reactor.h"

#include "support/temporary_directory.h"

namespace tertulia::reactor::listen_check_test {
namespace {

struct Fixture {
  /// Empty if it is possible to listen there.
  std::string failure_of(const std::vector<std::string>& where) {
    std::vector<Endpoint> endpoints;
    endpoints.reserve(where.size());
    for (const auto& one : where) endpoints.push_back(*parse_listen_endpoint(one));
    try {
      check_listen(endpoints);
    } catch (const base::StartFailure& failure) {
      return failure.what();
    }
    return {};
  }
  std::vector<Listener> open(const std::string& where) {
    return listen(loop, {*parse_listen_endpoint(where)}, [](Socket, const Peer&) {});
  }

  base::ManualClock clock;
  Reactor loop{clock};
  support::TemporaryDirectory directory;
};

TEST_CASE_FIXTURE(Fixture, "nothing is opened and no file is made") {
  const auto path = directory.file("socket");
  CHECK(failure_of({"unix:" + path, "127.0.0.1:0", "[::]:0", "*:0"}).empty());
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_FALSE(std::filesystem::exists(path + ".lock"));
  const auto listeners = open("unix:" + path);
  CHECK(failure_of({"unix:" + path}).empty());
}

TEST_CASE_FIXTURE(Fixture, "an address in use is no mistake") {
  const auto listeners = open("127.0.0.1:0");
  CHECK(failure_of({listeners.front().address()}).empty());
}

TEST_CASE_FIXTURE(Fixture, "addresses may overlap, as when they are opened") {
  const auto address = open("127.0.0.1:0").front().address();
  const auto port = address.substr(address.rfind(':'));
  CHECK(failure_of({address, "0.0.0.0" + port, "[::]" + port, address}).empty());
}

#ifdef __linux__
TEST_CASE_FIXTURE(Fixture, "an abstract socket needs no directory") {
  const auto name = "unix:@" + directory.file("none/socket");
  CHECK(failure_of({name}).empty());
  const auto listeners = open(name);
  CHECK(failure_of({name}).empty());
}
#endif

TEST_CASE_FIXTURE(Fixture, "what cannot be opened is named with the reason") {
  const auto missing = "unix:" + directory.file("none/socket");
  CHECK(failure_of({"127.0.0.1:0", missing}) ==
        "cannot listen on " + missing + ": No such file or directory");
  const auto occupied = "unix:" + directory.write("precious", "text");
  CHECK(failure_of({occupied}) == "cannot listen on " + occupied + ": File exists");
  CHECK(failure_of({"192.0.2.1:7788"}) ==
        "cannot listen on 192.0.2.1:7788: Cannot assign requested address");
  CHECK(failure_of({"host.invalid:7788"}).starts_with("cannot listen on host.invalid:7788: "));
}

/// The configuration of a stopped service named a socket in its runtime directory, which exists
/// only while the service runs.
TEST_CASE_FIXTURE(Fixture, "a directory below /run is made at the start") {
  CHECK(failure_of({"unix:/run/tertulia-none/socket", "unix:/var/run/tertulia-none/a"}).empty());
}

}  // namespace
}  // namespace tertulia::reactor::listen_check_test
