#include "base/standard_error.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

namespace tertulia::base::standard_error_test {
namespace {

using log::Backlog;

LogSource source_now;

/// A sink that writes into a pipe, and the read end of the pipe.
struct Piped {
  static constexpr std::size_t kMaxBacklog = 20'000;

  Piped() {
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    sink.emplace(
        ends[1], [] { return source_now; }, kMaxBacklog);
    sink->set_pattern("%l: %v");
    sink->on_waiting([this] { ++waited; });
  }
  ~Piped() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  Piped(const Piped&) = delete;
  Piped& operator=(const Piped&) = delete;

  void say(std::string_view text) {
    const spdlog::string_view_t payload(text.data(), text.size());
    sink->log(spdlog::details::log_msg({}, spdlog::level::info, payload));
  }
  std::string read() {
    std::string all;
    std::array<char, 65'536> piece{};
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    for (ssize_t n = 0; (n = ::read(ends[0], piece.data(), piece.size())) > 0;) {
      all.append(piece.data(), static_cast<std::size_t>(n));
    }
    return all;
  }
  /// Reads until nothing waits any more.
  std::string read_all() {
    auto all = read();
    while (sink->write_backlog() == Backlog::waiting) all += read();
    return all + read();
  }
  void say_as(std::string_view address, std::string_view text) {
    source_now = {address, 1};
    say(text);
    source_now = {};
  }
  /// Logs lines until the pipe is full and one line waits. Returns how many.
  int fill(const std::string& text) {
    int lines = 0;
    for (; sink->write_backlog() != Backlog::waiting; ++lines) say(text);
    return lines;
  }
  static int count_lines(const std::string& text) {
    return static_cast<int>(std::ranges::count(text, '\n'));
  }

  std::array<int, 2> ends{};
  std::optional<StandardErrorSink> sink;
  int waited = 0;
};

TEST_CASE_FIXTURE(Piped, "lines are written in order") {
  say("one");
  say("two");
  CHECK(read() == "info: one\ninfo: two\n");
}

TEST_CASE_FIXTURE(Piped, "lines wait in order while the pipe is full") {
  const int lines = fill(std::string(1'000, 'x'));
  say("one");
  say("two");
  CHECK(waited == 1);
  const auto text = read_all();
  CHECK(text.ends_with("x\ninfo: one\ninfo: two\n"));
  CHECK(count_lines(text) == lines + 2);
  say("three");
  CHECK(read() == "info: three\n");
  fill("again");
  CHECK(waited == 2);
}

TEST_CASE_FIXTURE(Piped,
                  "a flood loses its own lines, and a line has their number and its address") {
  const int filled = fill(std::string(1'000, 'x'));
  constexpr int kFlood = 100;
  for (int i = 0; i < kFlood; ++i) say_as("192.0.2.66", std::string(1'000, 'f'));
  say_as("192.0.2.1", "a message");
  say("the server's");
  const auto text = read_all();
  CHECK(text.find("info: a message\ninfo: the server's\n") != std::string::npos);
  const int lost = filled + kFlood + 3 - count_lines(text);
  CHECK(lost > kFlood / 2);
  CHECK(text.find("warning: " + std::to_string(lost) +
                  " log lines were dropped, the last one caused by 192.0.2.66\n") !=
        std::string::npos);
  say("more");
  CHECK(read() == "info: more\n");
}

TEST_CASE_FIXTURE(Piped, "the server's own lines are dropped without an address") {
  fill(std::string(1'000, 'x'));
  for (int i = 0; i < 100; ++i) say(std::string(1'000, 'y'));
  CHECK(read_all().find(" log lines were dropped\n") != std::string::npos);
}

TEST_CASE_FIXTURE(Piped, "a line longer than the backlog is written where there is room") {
  source_now = {};
  const std::string text(3 * kMaxBacklog, 'x');
  say(text);
  CHECK(read_all() == "info: " + text + "\n");
}

TEST_CASE_FIXTURE(Piped, "a reader that has gone is no reason to wait") {
  ::close(std::exchange(ends[0], -1));
  ::signal(SIGPIPE, SIG_IGN);
  say("lost");
  CHECK(sink->write_backlog() == Backlog::failing);
  CHECK(waited == 0);
  ::signal(SIGPIPE, SIG_DFL);
}

/// A hub on a terminal that is stopped, or whose window nobody draws, once stood still: the
/// terminal was writable, for one byte, and the write of a long line waited for room. Now the log
/// has a non-blocking descriptor of it.
TEST_CASE("a terminal that nobody reads does not block") {
  const int master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
  REQUIRE(master >= 0);
  REQUIRE(::grantpt(master) == 0);
  REQUIRE(::unlockpt(master) == 0);
  const int terminal = ::open(::ptsname(master), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(terminal >= 0);
  {
    StandardErrorSink sink(terminal, [] { return LogSource{}; });
    const std::string text(3'000, 'x');
    for (int i = 0; i < 100 && sink.write_backlog() == Backlog::empty; ++i) {
      sink.log(spdlog::details::log_msg({}, spdlog::level::info, text));
    }
    CHECK(sink.write_backlog() == Backlog::waiting);
  }
  ::close(terminal);
  ::close(master);
}

TEST_CASE("a full disk and a bad descriptor lose lines and nothing else") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  for (const int fd : {full, 1'000'000}) {
    StandardErrorSink sink(fd, [] { return LogSource{}; });
    CHECK_NOTHROW(sink.log(spdlog::details::log_msg({}, spdlog::level::info, "lost")));
    CHECK_NOTHROW(sink.log(spdlog::details::log_msg({}, spdlog::level::info, "lost too")));
    CHECK(sink.write_backlog() == Backlog::failing);
  }
  ::close(full);
}

}  // namespace
}  // namespace tertulia::base::standard_error_test
