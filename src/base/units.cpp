#include "tertulia/base/units.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <variant>

#include <fmt/core.h>

#include "tertulia/base/text.h"

namespace tertulia::base {
namespace {

/// One of this unit is `factor / divisor` of the result's units.
struct UnitNames {
  std::string_view names;  // separated by blanks; names of several letters are in lower case
  std::uint64_t factor;
  std::uint64_t divisor = 1;
};

/// The units of systemd.time(7). A month and a year are the mean ones of that page.
constexpr std::array kDurationNames{
    UnitNames{"us usec \xC2\xB5s \xCE\xBCs", 1, 1'000},
    UnitNames{"ms msec", 1},
    UnitNames{"s sec second seconds", 1'000},
    UnitNames{"m min minute minutes", 60'000},
    UnitNames{"h hr hour hours", 3'600'000},
    UnitNames{"d day days", 86'400'000},
    UnitNames{"w week weeks", 604'800'000},
    UnitNames{"M month months", 2'629'800'000},
    UnitNames{"y year years", 31'557'600'000},
};
constexpr std::array kSizeNames{
    UnitNames{"B b byte bytes", 1},
    UnitNames{"K k kib", std::uint64_t{1} << 10U},
    UnitNames{"M m mib", std::uint64_t{1} << 20U},
    UnitNames{"G g gib", std::uint64_t{1} << 30U},
    UnitNames{"T t tib", std::uint64_t{1} << 40U},
};

struct Scale {
  std::string_view suffix;
  std::uint64_t factor;
  std::string_view words = {};
};

constexpr std::uint64_t kSecond = 1'000;
constexpr std::array kDurations{Scale{"h", 3'600'000, "h"}, Scale{"m", 60'000, "min"},
                                Scale{"s", kSecond, "s"}, Scale{"ms", 1, "ms"}};
constexpr std::array kSizes{
    Scale{"TiB", std::uint64_t{1} << 40U}, Scale{"GiB", std::uint64_t{1} << 30U},
    Scale{"MiB", std::uint64_t{1} << 20U}, Scale{"KiB", std::uint64_t{1} << 10U}};
/// One minute is shown as `60s`: hours and minutes are used from two on.
constexpr std::uint64_t kMinUnits = 2;
constexpr std::uint64_t kMaxDivisor = 1'000'000'000'000;
constexpr std::uint64_t kMax = std::numeric_limits<std::int64_t>::max();

struct Measure {
  std::span<const UnitNames> units;
  UnitNames bare;  // the unit of a number without one
  std::string_view finest;
  std::string_view usual;  // for errors
};

constexpr Measure kDuration{kDurationNames, {{}, kSecond}, "a millisecond", "ms, s, min, h or d"};
constexpr Measure kSize{kSizeNames, {{}, 1}, "a byte", "KiB, MiB or GiB"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A decimal number, as digits / divisor.
struct Number {
  std::uint64_t digits;
  std::uint64_t divisor;
};

enum class Mistake { not_a_number, too_large };

std::string_view describe(Mistake mistake) {
  return mistake == Mistake::too_large ? "is too large" : "is not a number";
}

/// Removes a number from the head of `rest`. A point needs a digit on both sides.
std::variant<Number, Mistake> read_number(std::string_view& rest) {
  Number number{0, 1};
  const auto whole =
      static_cast<std::size_t>(std::ranges::find_if_not(rest, is_digit) - rest.begin());
  if (whole == 0) return Mistake::not_a_number;
  const bool point = whole + 1 < rest.size() && rest[whole] == '.' && is_digit(rest[whole + 1]);
  for (std::size_t i = 0; !rest.empty(); ++i, rest.remove_prefix(1)) {
    if (point && i == whole) continue;
    if (!is_digit(rest.front())) break;
    const auto digit = static_cast<std::uint64_t>(rest.front() - '0');
    if (number.digits > (kMax - digit) / 10) return Mistake::too_large;
    number.digits = number.digits * 10 + digit;
    if (i > whole && (number.divisor *= 10) > kMaxDivisor) return Mistake::too_large;
  }
  return number;
}

std::string_view read_word(std::string_view& rest) {
  const auto ends = [](char c) { return is_digit(c) || c == ' ' || c == '\t'; };
  const auto length = static_cast<std::size_t>(std::ranges::find_if(rest, ends) - rest.begin());
  const auto word = rest.substr(0, length);
  rest.remove_prefix(length);
  return word;
}

bool has_name(const UnitNames& unit, std::string_view word) {
  for (auto names = unit.names; !names.empty();) {
    const auto name = read_word(names);
    if (name == word) return true;
    names = trim(names);
  }
  return false;
}

/// Only a single letter tells minutes from months by its case.
const UnitNames* find_unit(const Measure& measure, std::string_view word) {
  const auto folded = word.size() > 1 ? lower_ascii(word) : std::string(word);
  const auto found = std::ranges::find_if(
      measure.units, [&folded](const UnitNames& unit) { return has_name(unit, folded); });
  return found == measure.units.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> multiply(std::uint64_t a, std::uint64_t b) {
  if (b != 0 && a > kMax / b) return std::nullopt;
  return a * b;
}

/// Adds one number with its unit to `total`. Returns what is wrong with it, or an empty text.
std::string add_part(const Measure& measure, std::string_view& rest, bool only,
                     std::uint64_t& total) {
  const auto number = read_number(rest);
  if (const auto* mistake = std::get_if<Mistake>(&number)) return std::string(describe(*mistake));
  rest = trim(rest);
  const auto word = read_word(rest);
  rest = trim(rest);
  const bool bare = word.empty() && only && rest.empty();
  const auto* unit = bare ? &measure.bare : find_unit(measure, word);
  if (unit == nullptr && word.empty()) return "has a number without a unit";
  if (unit == nullptr) return fmt::format("has an unknown unit; use {}", measure.usual);
  const auto [digits, divisor] = std::get<Number>(number);
  const auto product = multiply(digits, unit->factor);
  const auto parts = divisor * unit->divisor;
  if (!product || *product / parts > kMax - total) return "is too large";
  if (*product % parts != 0) return fmt::format("is finer than {}", measure.finest);
  total += *product / parts;
  return {};
}

Result<std::uint64_t> parse_scaled(std::string_view text, const Measure& measure) {
  auto rest = trim(text);
  std::uint64_t total = 0;
  bool first = true;
  do {
    const auto mistake = add_part(measure, rest, first, total);
    if (!mistake.empty()) return Error{fmt::format("'{}' {}", text, mistake)};
    first = false;
  } while (!rest.empty());
  return total;
}

const Scale& best_scale(std::uint64_t milliseconds) {
  const auto fits = [milliseconds](const Scale& scale) {
    const auto min = scale.factor > kSecond ? kMinUnits : 0;
    return milliseconds % scale.factor == 0 && milliseconds / scale.factor >= min;
  };
  return *std::ranges::find_if(kDurations, fits);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const auto milliseconds = parse_scaled(text, kDuration);
  if (!milliseconds) return Error{milliseconds.error()};
  return Duration{static_cast<std::int64_t>(*milliseconds)};
}

Result<std::uint64_t> parse_size(std::string_view text) { return parse_scaled(text, kSize); }

Result<std::uint64_t> parse_count(std::string_view text) {
  auto rest = text;
  const auto number = read_number(rest);
  if (const auto* mistake = std::get_if<Mistake>(&number)) {
    return Error{fmt::format("'{}' {}", text, describe(*mistake))};
  }
  const auto [digits, divisor] = std::get<Number>(number);
  if (!rest.empty() || divisor != 1) return Error{fmt::format("'{}' is not a plain number", text)};
  return digits;
}

std::string format_duration(Duration duration) {
  const auto milliseconds = static_cast<std::uint64_t>(duration.count());
  if (milliseconds == 0) return "0";
  const auto& scale = best_scale(milliseconds);
  return fmt::format("{}{}", milliseconds / scale.factor, scale.suffix);
}

std::string format_size(std::uint64_t bytes) {
  for (const auto& scale : kSizes) {
    if (bytes != 0 && bytes % scale.factor == 0) {
      return fmt::format("{}{}", bytes / scale.factor, scale.suffix);
    }
  }
  return fmt::format("{}", bytes);
}

std::string describe_duration(Duration duration) {
  const auto milliseconds = static_cast<std::uint64_t>(duration.count());
  const auto& scale = best_scale(milliseconds);
  return fmt::format("{} {}", milliseconds / scale.factor, scale.words);
}

}  // namespace tertulia::base
