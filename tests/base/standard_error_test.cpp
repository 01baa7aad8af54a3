#include "base/standard_error.h"

#include <array>
#include <optional>
#include <string>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

namespace tertulia::base {
namespace {

/// A sink that writes into a pipe, and the read end of the pipe.
struct Piped {
  Piped() {
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    sink.emplace(ends[1]);
    sink->set_pattern("%l: %v");
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
  /// Writes lines until the pipe is full. Returns how many lines were lost.
  int fill(const std::string& text) {
    const int size = ::fcntl(ends[0], F_GETPIPE_SZ);
    const auto lines = static_cast<int>(static_cast<std::size_t>(size) / text.size()) + 2;
    for (int i = 0; i < lines; ++i) say(text);
    std::string taken = read();
    int lost = lines;
    for (std::size_t at = 0; (at = taken.find('\n', at)) != std::string::npos; ++at) --lost;
    return lost;
  }

  std::array<int, 2> ends{};
  std::optional<StandardErrorSink> sink;
};

TEST_CASE_FIXTURE(Piped, "lines are written in order") {
  say("one");
  say("two");
  CHECK(read() == "info: one\ninfo: two\n");
}

TEST_CASE_FIXTURE(Piped, "a full pipe loses lines, and the next line has their number") {
  const int lost = fill(std::string(1'000, 'x'));
  REQUIRE(lost > 0);
  say("after");
  CHECK(read().ends_with("warning: " + std::to_string(lost) +
                         " log lines were dropped\ninfo: after\n"));
  say("more");
  CHECK(read() == "info: more\n");
}

TEST_CASE_FIXTURE(Piped, "a truncated line ends before the next one") {
  const int lost = fill(std::string(10'000, 'x'));
  REQUIRE(lost > 0);
  say("after");
  CHECK(read() == "\nwarning: " + std::to_string(lost) + " log lines were dropped\ninfo: after\n");
}

TEST_CASE("a full disk and a bad descriptor lose lines and nothing else") {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  for (const int fd : {full, 1'000'000}) {
    StandardErrorSink sink(fd);
    CHECK_NOTHROW(sink.log(spdlog::details::log_msg({}, spdlog::level::info, "lost")));
    CHECK_NOTHROW(sink.log(spdlog::details::log_msg({}, spdlog::level::info, "lost too")));
  }
  ::close(full);
}

}  // namespace
}  // namespace tertulia::base
