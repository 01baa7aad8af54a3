#include "wire/json_time.h"

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace tertulia::wire::json {
namespace {

constexpr int kBase = 10;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads a text from its front. After the first mismatch nothing is read any more.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : rest_(text) {}

  int number(std::size_t digits) {
    int value = 0;
    for (std::size_t i = 0; i < digits && good_; ++i) {
      good_ = !rest_.empty() && is_digit(rest_.front());
      if (good_) value = value * kBase + (rest_.front() - '0');
      if (good_) rest_.remove_prefix(1);
    }
    return value;
  }
  bool skip(char wanted) {
    good_ = good_ && rest_.starts_with(wanted);
    if (good_) rest_.remove_prefix(1);
    return good_;
  }
  /// `.123`, to the millisecond, or nothing.
  std::chrono::milliseconds fraction() {
    if (!good_ || !rest_.starts_with('.')) return {};
    rest_.remove_prefix(1);
    const auto digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    good_ = digits > 0;
    int value = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      value = value * kBase + (i < digits ? rest_[i] - '0' : 0);
    }
    rest_.remove_prefix(digits);
    return std::chrono::milliseconds{value};
  }
  bool ended() const { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

/// No message is older, and `WallTime` ends in the year 2262.
bool is_possible(std::chrono::year year) {
  return year >= std::chrono::year{1970} && year <= std::chrono::year{2261};
}

}  // namespace

std::optional<base::WallTime> parse_time(std::string_view text) {
  TimeReader reader(text);
  const std::chrono::year year{reader.number(4)};
  reader.skip('-');
  const std::chrono::month month{static_cast<unsigned>(reader.number(2))};
  reader.skip('-');
  const std::chrono::day day{static_cast<unsigned>(reader.number(2))};
  reader.skip('T');
  const std::chrono::hours hours{reader.number(2)};
  reader.skip(':');
  const std::chrono::minutes minutes{reader.number(2)};
  reader.skip(':');
  const std::chrono::seconds seconds{reader.number(2)};
  const auto fraction = reader.fraction();
  reader.skip('Z');
  const std::chrono::year_month_day date(year, month, day);
  const bool valid = reader.ended() && date.ok() && is_possible(year);
  if (!valid || hours.count() > 23 || minutes.count() > 59 || seconds.count() > 60) {
    return std::nullopt;
  }
  return std::chrono::sys_days(date) + hours + minutes + seconds + fraction;
}

}  // namespace tertulia::wire::json
