#include "wire/json_time.h"

#include <chrono>
#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "wire/json_writer.h"

namespace tertulia::wire::json::json_time_test {
namespace {

using namespace std::chrono_literals;

std::string written(base::WallTime time) {
  std::string out;
  Object object(out);
  object.time("t", time);
  return out.substr(6, out.size() - 7);
}

TEST_CASE("a time is read as it was written") {
  for (const auto time : {base::ManualClock::kWallStart + 123ms, base::WallTime{},
                          base::ManualClock::kWallStart + 24h * 59 + 23h + 59min + 59s + 999ms}) {
    CAPTURE(written(time));
    CHECK(parse_time(written(time)) == time);
  }
}

TEST_CASE("a second may have any number of digits") {
  const auto whole = parse_time("2026-01-31T12:03:04Z");
  REQUIRE(whole);
  CHECK(parse_time("2026-01-31T12:03:04.5Z") == *whole + 500ms);
  CHECK(parse_time("2026-01-31T12:03:04.123456789Z") == *whole + 123ms);
  CHECK(parse_time("2026-01-31T12:03:60Z") == *whole + 56s);
}

TEST_CASE("all else is no time") {
  for (const std::string_view text : {"",
                                      "Z",
                                      "2026",
                                      "2026-01-31",
                                      "2026-01-31T12:03Z",
                                      "2026-01-31T12:03:04",
                                      "2026-01-31 12:03:04Z",
                                      "2026-01-31T12:03:04.Z",
                                      "2026-01-31T12:03:04+01:00",
                                      "2026-01-31T12:03:04ZZ",
                                      "2026-02-30T12:03:04Z",
                                      "2026-13-01T12:03:04Z",
                                      "2026-00-01T12:03:04Z",
                                      "2026-01-31T24:03:04Z",
                                      "2026-01-31T12:60:04Z",
                                      "2026-01-31T12:03:61Z",
                                      "-026-01-31T12:03:04Z",
                                      "1969-12-31T23:59:59Z",
                                      "2262-01-01T00:00:00Z",
                                      "9999-12-31T23:59:59Z",
                                      "yesterday"}) {
    CAPTURE(text);
    CHECK(!parse_time(text));
  }
}

}  // namespace
}  // namespace tertulia::wire::json::json_time_test
