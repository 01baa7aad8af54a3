#include "tertulia/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <span>

#include <fmt/core.h>

namespace tertulia::base {
namespace {

struct Scale {
  std::string_view suffix;
  std::uint64_t factor;
  std::string_view words = {};
};

constexpr std::uint64_t kSecond = 1'000;
constexpr std::array kDurations{Scale{"h", 3'600'000, "h"}, Scale{"m", 60'000, "min"},
                                Scale{"s", kSecond, "s"}, Scale{"ms", 1, "ms"}};
constexpr std::array kSizes{Scale{"MiB", 1'048'576}, Scale{"KiB", 1'024}};
/// One minute is shown as `60s`: hours and minutes are used from two on.
constexpr std::uint64_t kMinUnits = 2;

struct Quantity {
  std::uint64_t number;
  std::string_view suffix;
};

Result<Quantity> split(std::string_view text) {
  std::uint64_t number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc::result_out_of_range) return Error{fmt::format("'{}' is too large", text)};
  if (error != std::errc{}) return Error{fmt::format("'{}' is not a number", text)};
  return Quantity{number, text.substr(static_cast<std::size_t>(rest - text.data()))};
}

Result<std::uint64_t> scaled(std::string_view text, std::uint64_t number, std::uint64_t factor) {
  if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) / factor) {
    return Error{fmt::format("'{}' is too large", text)};
  }
  return number * factor;
}

Result<std::uint64_t> parse_scaled(std::string_view text, std::span<const Scale> scales,
                                   std::uint64_t bare_factor, std::string_view units) {
  const auto quantity = split(text);
  if (!quantity) return Error{quantity.error()};
  if (quantity->suffix.empty()) return scaled(text, quantity->number, bare_factor);
  for (const auto& scale : scales) {
    if (quantity->suffix == scale.suffix) return scaled(text, quantity->number, scale.factor);
  }
  return Error{fmt::format("'{}' has an unknown unit; use {}", text, units)};
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
  const auto milliseconds = parse_scaled(text, kDurations, kSecond, "ms, s, m or h");
  if (!milliseconds) return Error{milliseconds.error()};
  return Duration{static_cast<std::int64_t>(*milliseconds)};
}

Result<std::uint64_t> parse_size(std::string_view text) {
  return parse_scaled(text, kSizes, 1, "KiB or MiB");
}

Result<std::uint64_t> parse_count(std::string_view text) {
  const auto quantity = split(text);
  if (!quantity) return Error{quantity.error()};
  if (!quantity->suffix.empty()) return Error{fmt::format("'{}' is not a plain number", text)};
  return scaled(text, quantity->number, 1);
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
