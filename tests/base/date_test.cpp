#include "tertulia/base/date.h"

#include <doctest/doctest.h>

#include "support/time_zone.h"

namespace tertulia::base::date_test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a time is shown as its day in UTC") {
  const auto day = std::chrono::sys_days{std::chrono::year{2026} / 2 / 3};
  CHECK(format_date(day) == "2026-02-03");
  CHECK(format_date(day + 24h - 1s) == "2026-02-03");
  CHECK(format_date(std::chrono::sys_days{std::chrono::year{9999} / 12 / 31}) == "9999-12-31");
  CHECK(format_date({}) == "1970-01-01");
}

TEST_CASE("a time is told without its day if it is today") {
  const support::TimeZone zone("<-03>3");
  const WallTime now = std::chrono::sys_days{std::chrono::year{2026} / 2 / 3} + 12h + 34min;
  const auto described = [now](WallTime time) {
    return describe_time(local_time(time), local_time(now));
  };
  CHECK(described(now) == "09:34");
  CHECK(described(now - 9h - 34min) == "00:00");
  CHECK(described(now - 9h - 35min) == "2026-02-02 23:59");
  CHECK(described(now + 14h + 25min) == "23:59");
  CHECK(described(now + 14h + 26min) == "2026-02-04 00:00");
  CHECK(described(now - std::chrono::days{365}) == "2025-02-03 09:34");
  CHECK(described({}) == "1969-12-31 21:00");
  CHECK(described(WallTime{} - 1ms) == "1969-12-31 20:59");
}

TEST_CASE("a time is told in the time zone, with its summer time") {
  const support::TimeZone zone("CET-1CEST,M3.5.0,M10.5.0/3");
  const WallTime winter = std::chrono::sys_days{std::chrono::year{2026} / 2 / 3} + 12h;
  const WallTime summer = std::chrono::sys_days{std::chrono::year{2026} / 8 / 3} + 12h;
  CHECK(describe_time(local_time(winter), local_time(winter)) == "13:00");
  CHECK(describe_time(local_time(summer), local_time(winter)) == "2026-08-03 14:00");
}

}  // namespace
}  // namespace tertulia::base::date_test
