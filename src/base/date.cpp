#include "tertulia/base/date.h"

#include <fmt/core.h>

namespace tertulia::base {
namespace {

std::string format_day(int year, unsigned month, unsigned day) {
  return fmt::format("{:04}-{:02}-{:02}", year, month, day);
}

}  // namespace

std::string format_date(std::chrono::sys_seconds time) {
  const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(time)};
  return format_day(static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                    static_cast<unsigned>(date.day()));
}

std::string format_time(WallTime time) {
  const auto minute = std::chrono::floor<std::chrono::minutes>(time);
  const std::chrono::hh_mm_ss clock(minute - std::chrono::floor<std::chrono::days>(minute));
  return fmt::format("{} {:02}:{:02} UTC", format_date(minute), clock.hours().count(),
                     clock.minutes().count());
}

std::tm local_time(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  const auto counted = static_cast<time_t>(seconds);
  std::tm local{};
  ::localtime_r(&counted, &local);
  return local;
}

std::string describe_time(const std::tm& time, const std::tm& now) {
  constexpr int kFirstYear = 1900;
  const bool today = time.tm_year == now.tm_year && time.tm_yday == now.tm_yday;
  const auto day =
      today ? std::string()
            : format_day(kFirstYear + time.tm_year, static_cast<unsigned>(time.tm_mon + 1),
                         static_cast<unsigned>(time.tm_mday)) +
                  ' ';
  return fmt::format("{}{:02}:{:02}", day, time.tm_hour, time.tm_min);
}

}  // namespace tertulia::base
