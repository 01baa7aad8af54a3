#pragma once

#include <cstdlib>
#include <ctime>
#include <optional>
#include <string>

namespace tertulia::support {

/// The time zone of this process for a test, as TZ has it: `UTC0`, or `<-03>3` for Buenos Aires.
class TimeZone {
 public:
  explicit TimeZone(const char* zone) {
    if (const auto* former = std::getenv("TZ")) former_ = former;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~TimeZone() {
    former_ ? ::setenv("TZ", former_->c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
  }
  TimeZone(const TimeZone&) = delete;
  TimeZone& operator=(const TimeZone&) = delete;

 private:
  std::optional<std::string> former_;
};

}  // namespace tertulia::support
