#include "tertulia/base/date.h"

#include <doctest/doctest.h>

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

}  // namespace
}  // namespace tertulia::base::date_test
