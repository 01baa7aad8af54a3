#include "reactor/socket_file.h"

#include <algorithm>
#include <filesystem>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tertulia/base/failure.h"
#include "tertulia/reactor/socket_permissions.h"

#include "reactor/bind.h"
#include "support/dial.h"
#include "support/temporary_directory.h"

namespace tertulia::reactor::socket_file_test {
namespace {

namespace fs = std::filesystem;

struct Fixture {
  BoundSocket open(const SocketPermissions& permissions = {}) const {
    auto bound = bind_all({*parse_endpoint("unix:" + path)}, permissions);
    REQUIRE(bound.size() == 1);
    return std::move(bound.front());
  }
  std::string failure() const {
    try {
      open();
    } catch (const base::StartFailure& failure) {
      return failure.what();
    }
    return {};
  }
  mode_t mode() const {
    struct stat status {};
    REQUIRE(::lstat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
  }
  /// What a killed server leaves.
  void leave_stale_file() const {
    auto killed = open();
    fs::rename(path, path + ".kept");
    killed = {};
    fs::rename(path + ".kept", path);
  }

  support::TemporaryDirectory directory;
  std::string path = directory.file("socket");
  std::string in_use = "cannot listen on unix:" + path + ": Address already in use";
};

TEST_CASE_FIXTURE(Fixture, "the file is removed at the end, and no other file is left") {
  {
    const auto bound = open();
    CHECK(fs::is_socket(path));
  }
  CHECK(fs::is_empty(fs::path(path).parent_path()));
}

/// An administrator replaced a running server by another one at the same path. When the first
/// server stopped, it removed the file of the second one, and nobody could connect any more.
TEST_CASE_FIXTURE(Fixture, "the file of a successor is not removed") {
  auto first = open();
  fs::remove(path);
  const auto second = open();
  first = {};
  CHECK(fs::is_socket(path));
  support::dial("unix:" + path);
}

TEST_CASE_FIXTURE(Fixture, "a file that took the path's place is not removed") {
  auto bound = open();
  fs::remove(path);
  directory.write("socket", "dear diary");
  bound = {};
  CHECK(fs::is_regular_file(path));
}

TEST_CASE_FIXTURE(Fixture, "a stale file is replaced") {
  leave_stale_file();
  const auto bound = open();
  support::dial("unix:" + path);
}

/// Two servers that started at the same time on a stale file both ran: the slower one took the
/// file of the faster one for the stale one, and removed it.
TEST_CASE_FIXTURE(Fixture, "of many servers that start at once on a stale file, one runs") {
  constexpr std::size_t kServers = 4;
  constexpr int kRounds = 500;
  for (int round = 0; round < kRounds; ++round) {
    leave_stale_file();
    std::latch all_ready(kServers);
    std::vector<BoundSocket> bound(kServers);
    std::vector<std::thread> servers;
    servers.reserve(kServers);
    for (auto& own : bound) {
      servers.emplace_back([this, &own, &all_ready] {
        all_ready.arrive_and_wait();
        try {
          own = std::move(bind_all({*parse_endpoint("unix:" + path)}).front());
        } catch (const base::StartFailure&) {
          return;
        }
      });
    }
    for (auto& server : servers) server.join();
    REQUIRE(std::ranges::count_if(bound, [](auto& one) { return one.socket.fd() >= 0; }) == 1);
    support::dial("unix:" + path);
  }
}

TEST_CASE_FIXTURE(Fixture, "while another process starts or ends at the path, it is in use") {
  const Socket lock(::open((path + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  REQUIRE(::flock(lock.fd(), LOCK_EX) == 0);
  CHECK(failure() == in_use);
  ::flock(lock.fd(), LOCK_UN);
  const auto bound = open();  // only the file of the lock is left, as after a kill
}

TEST_CASE_FIXTURE(Fixture, "a link in the place of the lock is not followed") {
  const auto victim = directory.file("victim");
  fs::create_symlink(victim, path + ".lock");
  CHECK_FALSE(failure().empty());
  CHECK_FALSE(fs::exists(victim));
}

TEST_CASE_FIXTURE(Fixture, "the file has the wanted mode, and the umask stays as it was") {
  const mode_t former = ::umask(022);
  for (const mode_t wanted : {0600U, 0660U, 0666U, 0777U, 0000U}) {
    const auto bound = open({wanted, {}});
    CHECK(mode() == wanted);
  }
  const auto bound = open();
  CHECK(mode() == 0755);
  CHECK(::umask(former) == 022);
}

TEST_CASE_FIXTURE(Fixture, "the file has the wanted group") {
  const gid_t group = ::getuid() == 0 ? 12'345 : ::getgid();
  const auto bound = open({{}, group});
  struct stat status {};
  REQUIRE(::lstat(path.c_str(), &status) == 0);
  CHECK(status.st_gid == group);
  CHECK(status.st_uid == ::getuid());
}

TEST_CASE_FIXTURE(Fixture, "an abstract socket has a name and no file") {
  const auto name = "unix:@" + path;
  {
    const auto bound = bind_all({*parse_endpoint(name)}, {mode_t{0600}, {}});
    REQUIRE(bound.size() == 1);
    CHECK(describe(own_address(bound.front().socket.fd())).name == name);
    CHECK(support::dial(name).peer.name == name);
    CHECK_THROWS_AS(support::dial(name + "x"), base::StartFailure);
    CHECK(fs::is_empty(fs::path(path).parent_path()));
  }
  CHECK_THROWS_AS(support::dial(name), base::StartFailure);
}

}  // namespace
}  // namespace tertulia::reactor::socket_file_test
