#include "tertulia/wire/rate_limited_reader.h"

#include <string>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::wire {
namespace {

using namespace std::chrono_literals;
using support::Lines;

constexpr base::Instant kBegin{1'000s};

struct Recorder final : LineReader::Sink {
  bool handle_line(std::string_view line) override {
    lines.emplace_back(line);
    return true;
  }
  bool handle_overlong_line() override { return handle_line("(too long)"); }
  Lines lines;
};

struct Fixture {
  /// Reads on from the current position. Returns the lines.
  Lines read(base::Instant now) {
    sink.lines.clear();
    input.erase(0, reader.feed(input, sink, now));
    return sink.lines;
  }

  std::string input;
  Recorder sink;
  RateLimitedReader reader{{1'000, 10, 2}};
};

TEST_CASE_FIXTURE(Fixture, "it reads a burst, is throttled, and resumes for each further line") {
  input = "1\n2\n3\n4\n";
  CHECK(read(kBegin) == Lines{"1", "2"});
  CHECK(reader.throttled());
  CHECK(reader.resumes_at() == kBegin + 100ms);
  CHECK_FALSE(reader.try_resume(kBegin + 99ms));
  CHECK(reader.try_resume(kBegin + 100ms));
  CHECK_FALSE(reader.try_resume(kBegin + 100ms));
  CHECK(read(kBegin + 100ms) == Lines{"3"});
  CHECK(reader.throttled());
}

TEST_CASE_FIXTURE(Fixture, "lines that are too long and bytes without a line cost tokens, too") {
  SUBCASE("too long") {
    input = std::string(1'001, 'x') + "\n" + std::string(1'001, 'x') + "\n1\n";
  }
  SUBCASE("no line") { input = std::string(1'024, '\n') + "1\n"; }
  read(kBegin);
  CHECK(reader.throttled());
}

TEST_CASE_FIXTURE(Fixture, "blank lines are free until they have many bytes") {
  input = "\n \r\n\t\n\n\n1\n";
  CHECK(read(kBegin) == Lines{"", " ", "\t", "", "", "1"});
  CHECK_FALSE(reader.throttled());
}

TEST_CASE_FIXTURE(Fixture, "a wait of ten milliseconds does not throttle") {
  input = "1\n";
  SUBCASE("no longer") {
    reader.set_limits({1'000, 100, 1});
    read(kBegin);
    CHECK_FALSE(reader.throttled());
  }
  SUBCASE("longer") {
    reader.set_limits({1'000, 99, 1});
    read(kBegin);
    CHECK(reader.throttled());
  }
}

// A client sent one line without an end, and closed. The line cost no tokens: the next connection
// from its address began with a full burst.
TEST_CASE_FIXTURE(Fixture, "bytes after the last LF are charged") {
  input = "1";
  read(kBegin);
  CHECK(reader.spent().is_full(kBegin));
  reader.finish(sink, kBegin);
  CHECK(sink.lines == Lines{"1"});
  CHECK_FALSE(reader.spent().is_full(kBegin));
}

TEST_CASE("tokens that an earlier connection used are missing") {
  base::TokenBucket spent;
  spent.spend(kBegin, 10, 2);
  SUBCASE("less than a burst") {
    RateLimitedReader reader({1'000, 10, 3}, spent, kBegin);
    Recorder sink;
    CHECK(reader.feed("1\n2\n", sink, kBegin) == 2);
    CHECK(reader.resumes_at() == kBegin + 100ms);
  }
  SUBCASE("a burst") {
    const RateLimitedReader reader({1'000, 10, 2}, spent, kBegin);
    CHECK(reader.throttled());
    CHECK(reader.resumes_at() == kBegin + 100ms);
  }
  SUBCASE("long ago") {
    CHECK_FALSE(RateLimitedReader({1'000, 10, 2}, spent, kBegin + 1s).throttled());
  }
}

TEST_CASE_FIXTURE(Fixture, "new limits refill the bucket, and end the throttling") {
  input = "1\n2\n3\n4\n";
  read(kBegin);
  reader.set_limits({1'000, 5, 1});
  CHECK(reader.try_resume(kBegin));
  CHECK(read(kBegin) == Lines{"3"});
  CHECK(reader.resumes_at() == kBegin + 200ms);
  reader.set_limits({1'000});
  CHECK(reader.try_resume(kBegin));
  CHECK(read(kBegin) == Lines{"4"});
  CHECK_FALSE(reader.throttled());
}

}  // namespace
}  // namespace tertulia::wire
