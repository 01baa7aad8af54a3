#include "client/log_file.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "support/temporary_directory.h"

namespace tertulia::client::log_file_test {
namespace {

using Lines = std::vector<std::string>;

/// Times are the user's own; here those of UTC.
class InUtc {
 public:
  InUtc() {
    ::setenv("TZ", "UTC", 1);
    ::tzset();
  }
  ~InUtc() {
    ::unsetenv("TZ");
    ::tzset();
  }
  InUtc(const InUtc&) = delete;
  InUtc& operator=(const InUtc&) = delete;
};

std::string content(const std::string& path) {
  std::ostringstream all;
  all << std::ifstream(path).rdbuf();
  return all.str();
}

struct Fixture {
  InUtc in_utc;
  support::TemporaryDirectory directory;
  base::ManualClock clock;
  Lines reports;
  LogFile log{clock, [this](std::string_view line) { reports.emplace_back(line); }};
  std::string path = directory.file("log");
};

TEST_CASE_FIXTURE(Fixture, "each line has its date and time, and is safe") {
  REQUIRE(log.open(path));
  log.write("(Bob) Hello");
  clock.advance(std::chrono::hours{30} + std::chrono::seconds{62});
  log.write("(Eve) \x1b[2Jx\ny");
  CHECK(content(path) ==
        "2026-01-01 00:00:00 (Bob) Hello\n2026-01-02 06:01:02 (Eve) \u241b[2Jx\u240ay\n");
  CHECK(reports.empty());
}

TEST_CASE_FIXTURE(Fixture, "a file is for the user alone, and lines are appended") {
  ::umask(0);
  REQUIRE(log.open(path));
  log.write("one");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600);
  LogFile second(clock, {});
  REQUIRE(second.open(path));
  second.write("two");
  log.write("three");
  CHECK(content(path) ==
        "2026-01-01 00:00:00 one\n2026-01-01 00:00:00 two\n2026-01-01 00:00:00 three\n");
}

TEST_CASE_FIXTURE(Fixture, "without a file nothing is written") {
  log.write("one");
  REQUIRE(log.open(path));
  log.write("two");
  REQUIRE(log.open(""));
  log.write("three");
  CHECK(content(path) == "2026-01-01 00:00:00 two\n");
  CHECK(reports.empty());
}

TEST_CASE_FIXTURE(Fixture, "a file that cannot be opened leaves the present one") {
  REQUIRE(log.open(path));
  const auto missing = directory.file("missing/log");
  CHECK(log.open(missing).error() ==
        "cannot open the log " + missing + ": No such file or directory");
  CHECK_FALSE(log.open(directory.file(".")));
  log.write("one");
  CHECK(content(path) == "2026-01-01 00:00:00 one\n");
}

TEST_CASE_FIXTURE(Fixture, "a full disk is reported once") {
  if (::access("/dev/full", W_OK) != 0) return;
  REQUIRE(log.open("/dev/full"));
  log.write("one");
  log.write("two");
  CHECK(reports == Lines{"cannot write the log /dev/full: No space left on device"});
}

/// A reader of a pipe has gone for some time. It may never hold the client.
TEST_CASE_FIXTURE(Fixture, "a pipe without room or readers does not block, and may work again") {
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  CHECK_FALSE(log.open(path));  // Nobody reads it.
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  REQUIRE(log.open(path));
  const std::string text(60'000, 'x');
  log.write(text);
  CHECK(reports.empty());
  log.write(text);
  log.write("lost");
  CHECK(reports == Lines{"cannot write the log " + path + ": Resource temporarily unavailable"});
  std::string read;
  std::array<char, 4096> piece{};
  for (ssize_t size = 1; size > 0; read.append(piece.data(), static_cast<std::size_t>(size))) {
    size = std::max<ssize_t>(::read(reader, piece.data(), piece.size()), 0);
  }
  log.write("again");
  CHECK(reports.back() == "the log " + path + " is written again");
  CHECK(reports.size() == 2);
  const auto size = ::read(reader, piece.data(), piece.size());
  CHECK(std::string(piece.data(), static_cast<std::size_t>(size)) ==
        "\n2026-01-01 00:00:00 again\n");
  ::close(reader);
}

}  // namespace
}  // namespace tertulia::client::log_file_test
