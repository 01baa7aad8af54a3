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
  /// Reads on from where it was; what was read.
  Lines read(base::Instant now) {
    sink.lines.clear();
    input.erase(0, reader.feed(input, sink, now));
    return sink.lines;
  }

  std::string input;
  Recorder sink;
  RateLimitedReader reader{{1'000, 10, 2}};
};

TEST_CASE_FIXTURE(Fixture, "it takes a burst, rests, and wakes for each line that follows") {
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

TEST_CASE_FIXTURE(Fixture, "lines that are too long, and bytes without a line, cost as others do") {
  SUBCASE("too long") {
    input = std::string(1'001, 'x') + "\n" + std::string(1'001, 'x') + "\n1\n";
  }
  SUBCASE("no line") { input = std::string(1'024, '\n') + "1\n"; }
  read(kBegin);
  CHECK(reader.throttled());
}

TEST_CASE_FIXTURE(Fixture, "blank lines are free until they are many bytes") {
  input = "\n \r\n\t\n\n\n1\n";
  CHECK(read(kBegin) == Lines{"", " ", "\t", "", "", "1"});
  CHECK_FALSE(reader.throttled());
}

TEST_CASE_FIXTURE(Fixture, "a rest of ten milliseconds is none") {
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

// Whoever came, said one line without an end, and closed, had said it for nothing: the next
// connection from there began with a whole burst.
TEST_CASE_FIXTURE(Fixture, "what stands after the last LF is paid for") {
  input = "1";
  read(kBegin);
  CHECK(reader.spent().is_full(kBegin));
  reader.finish(sink, kBegin);
  CHECK(sink.lines == Lines{"1"});
  CHECK_FALSE(reader.spent().is_full(kBegin));
}

TEST_CASE("what was spent before is owed") {
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

TEST_CASE_FIXTURE(Fixture, "other limits forget what is owed, and end the rest") {
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
