#include "tertulia/base/units.h"

#include <array>
#include <limits>
#include <span>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::base::units_test {
namespace {

constexpr auto kMax = std::numeric_limits<std::int64_t>::max();

struct Row {
  std::string_view text;
  std::int64_t value;
};

void check_durations(std::span<const Row> rows) {
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const auto parsed = parse_duration(row.text);
    REQUIRE(parsed);
    CHECK(parsed->count() == row.value);
  }
}

TEST_CASE("a duration without a unit is in seconds") {
  constexpr std::array kRows{Row{"0", 0},         Row{"0ms", 0},           Row{"1", 1'000},
                             Row{"60", 60'000},   Row{"500ms", 500},       Row{"60s", 60'000},
                             Row{"15m", 900'000}, Row{"2h", 7'200'000},    Row{"007s", 7'000},
                             Row{"1ms", 1},       Row{"168h", 604'800'000}};
  check_durations(kRows);
}

/// An administrator wrote `15min`, as in systemd's own files, and the server did not start.
TEST_CASE("a duration is written as in systemd.time(7)") {
  constexpr std::array kRows{Row{"15min", 900'000},
                             Row{"2 minutes", 120'000},
                             Row{"1 minute", 60'000},
                             Row{"90sec", 90'000},
                             Row{"1 second", 1'000},
                             Row{"10seconds", 10'000},
                             Row{"3hr", 10'800'000},
                             Row{"1hour", 3'600'000},
                             Row{"5 Hours", 18'000'000},
                             Row{"250msec", 250},
                             Row{"3000us", 3},
                             Row{"3000\xC2\xB5s", 3},
                             Row{"2000usec", 2},
                             Row{"2d", 172'800'000},
                             Row{"1day", 86'400'000},
                             Row{"1w", 604'800'000},
                             Row{"2weeks", 1'209'600'000},
                             Row{"1M", 2'629'800'000},
                             Row{"2months", 5'259'600'000},
                             Row{"1y", 31'557'600'000},
                             Row{"1min 30s", 90'000},
                             Row{"2h30min", 9'000'000},
                             Row{"1d 2h 3m 4s 5ms", 93'784'005},
                             Row{" 5s ", 5'000},
                             Row{"5\ts", 5'000},
                             Row{"1.5h", 5'400'000},
                             Row{"0.25", 250},
                             Row{"0.001s", 1}};
  check_durations(kRows);
}

TEST_CASE("a size without a unit is in bytes") {
  constexpr std::array kRows{Row{"0", 0},
                             Row{"4096", 4'096},
                             Row{"4KiB", 4'096},
                             Row{"1MiB", 1'048'576},
                             Row{"1024MiB", 1'073'741'824},
                             Row{"64k", 65'536},
                             Row{"64K", 65'536},
                             Row{"1M", 1'048'576},
                             Row{"1m", 1'048'576},
                             Row{"1G", 1'073'741'824},
                             Row{"1T", 1'099'511'627'776},
                             Row{"2GiB", 2'147'483'648},
                             Row{"1TiB", 1'099'511'627'776},
                             Row{"4kib", 4'096},
                             Row{"64 KiB", 65'536},
                             Row{"12B", 12},
                             Row{"12 bytes", 12},
                             Row{"1.5K", 1'536},
                             Row{"1M 512K", 1'572'864}};
  for (const auto& row : kRows) {
    CAPTURE(row.text);
    const auto parsed = parse_size(row.text);
    REQUIRE(parsed);
    CHECK(*parsed == static_cast<std::uint64_t>(row.value));
  }
}

TEST_CASE("a count is a plain number") {
  CHECK(*parse_count("0") == 0);
  CHECK(*parse_count("10000") == 10'000);
  CHECK(*parse_count(std::to_string(kMax)) == static_cast<std::uint64_t>(kMax));
}

TEST_CASE("invalid text is refused, and the error repeats it") {
  for (const std::string_view text :
       {"",   " ",  "s",   "ms",   "-1",   "+1",  "1.",  ".5",  "1,5",    "1..5",  "1 2",
        "s1", "1S", "1s1", "1s 1", "0x10", "1e3", "1KB", "1mb", "1.0001", "1 - 2", "\xC3\xA9"}) {
    CAPTURE(text);
    const auto duration = parse_duration(text);
    const auto size = parse_size(text);
    const auto count = parse_count(text);
    REQUIRE_FALSE(duration);
    REQUIRE_FALSE(size);
    REQUIRE_FALSE(count);
    const auto quoted = "'" + std::string(text) + "'";
    CHECK(duration.error().find(quoted) == 0);
    CHECK(size.error().find(quoted) == 0);
    CHECK(count.error().find(quoted) == 0);
  }
}

TEST_CASE("each kind has its own units") {
  CHECK_FALSE(parse_duration("1KiB"));
  CHECK_FALSE(parse_size("1s"));
  CHECK_FALSE(parse_count("1s"));
  CHECK_FALSE(parse_count("1KiB"));
  CHECK(parse_duration("1KiB").error() == "'1KiB' has an unknown unit; use ms, s, min, h or d");
  CHECK(parse_size("1s").error() == "'1s' has an unknown unit; use KiB, MiB or GiB");
  CHECK(parse_size("1MB").error() == "'1MB' has an unknown unit; use KiB, MiB or GiB");
  CHECK(parse_duration("1min 30").error() == "'1min 30' has a number without a unit");
  CHECK(parse_duration("500us").error() == "'500us' is finer than a millisecond");
  CHECK(parse_size("0.3K").error() == "'0.3K' is finer than a byte");
  CHECK_FALSE(parse_count("1K"));
  CHECK_FALSE(parse_count("1.0"));
  CHECK_FALSE(parse_count(" 1"));
}

TEST_CASE("a number that does not fit is too large, up to the last digit") {
  const auto most = std::to_string(kMax);
  CHECK(parse_duration(most + "ms")->count() == kMax);
  CHECK(parse_duration("9223372036854775")->count() == 9'223'372'036'854'775'000);
  for (const std::string& text :
       {std::string("9223372036854775808ms"), std::string("9223372036854776"), most + "h",
        std::string("99999999999999999999s"), most + "ms 1ms"}) {
    CAPTURE(text);
    CHECK(parse_duration(text).error() == "'" + text + "' is too large");
  }
  CHECK(*parse_size("8796093022207MiB") == 9'223'372'036'853'727'232);
  CHECK(parse_size("8796093022208MiB").error() == "'8796093022208MiB' is too large");
  CHECK(parse_count("9223372036854775808").error() == "'9223372036854775808' is too large");
}

TEST_CASE("a duration is written in its most readable unit") {
  struct Written {
    std::int64_t milliseconds;
    std::string_view option, notice;
  };
  constexpr std::array kRows{Written{0, "0", "0 s"},
                             Written{1, "1ms", "1 ms"},
                             Written{2'000, "2s", "2 s"},
                             Written{1'500, "1500ms", "1500 ms"},
                             Written{60'000, "60s", "60 s"},
                             Written{90'000, "90s", "90 s"},
                             Written{900'000, "15m", "15 min"},
                             Written{3'600'000, "60m", "60 min"},
                             Written{7'200'000, "2h", "2 h"},
                             Written{7'200'001, "7200001ms", "7200001 ms"}};
  for (const auto& row : kRows) {
    CHECK(format_duration(Duration{row.milliseconds}) == row.option);
    CHECK(describe_duration(Duration{row.milliseconds}) == row.notice);
  }
}

TEST_CASE("a size is written in the largest unit that is exact") {
  CHECK(format_size(0) == "0");
  CHECK(format_size(1'023) == "1023");
  CHECK(format_size(1'024) == "1KiB");
  CHECK(format_size(1'025) == "1025");
  CHECK(format_size(1'048'576) == "1MiB");
  CHECK(format_size(1'049'600) == "1025KiB");
  CHECK(format_size(1'073'741'824) == "1GiB");
  CHECK(format_size(1'099'511'627'776) == "1TiB");
}

TEST_CASE("written values are read back") {
  for (std::int64_t value : {0L, 1L, 999L, 1'000L, 1'001L, 59'999L, 60'000L, 119'000L, 120'000L,
                             3'599'999L, 3'600'000L, 7'200'000L, 604'800'000L}) {
    CHECK(*parse_duration(format_duration(Duration{value})) == Duration{value});
    const auto bytes = static_cast<std::uint64_t>(value);
    CHECK(*parse_size(format_size(bytes)) == bytes);
    CHECK(*parse_size(format_size(bytes * 1'024)) == bytes * 1'024);
  }
}

}  // namespace
}  // namespace tertulia::base::units_test
