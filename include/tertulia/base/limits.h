#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/result.h"
#include "tertulia/base/units.h"

namespace tertulia::base {

/// What one running server allows. Every member has its row in `limits_table()`, which says what it
/// means, its default and its range.
struct Limits {
  Duration idle_timeout{};
  Duration login_timeout{};
  Duration drain_timeout{};
  Duration send_timeout{};
  std::uint64_t max_clients{};
  std::uint64_t max_clients_per_address{};
  std::uint64_t max_line{};
  std::uint64_t send_queue{};
  std::uint64_t send_queue_total{};
  std::uint64_t rate{};
  std::uint64_t burst{};
};

enum class Unit { duration, size, count };

/// A limit as its users see it. The command line, the configuration file, `--check-config` and the
/// help are all made from these rows.
struct LimitRow {
  using Member = std::variant<Duration Limits::*, std::uint64_t Limits::*>;

  std::string_view name;  ///< Of the option, without dashes.
  std::string_view placeholder;
  Member member;
  Unit unit;
  std::string_view initial;      ///< The default, as it would be typed.
  std::string_view initial_duo;  ///< The default with `--duo`.
  std::string_view min, max;     ///< The range, both ends included.
  std::string_view help;
};

std::span<const LimitRow> limits_table();

enum class Mode { hub, duo };
/// Every limit at its default.
Limits default_limits(Mode mode);

/// Reads `text` into the row's member; an error, and no change, where it is malformed or out of
/// range.
Result<std::monostate> set_limit(Limits& limits, const LimitRow& row, std::string_view text);
/// What is wrong with the limits together, where each is in its range.
Result<std::monostate> check_limits(const Limits& limits);
/// The value in force, as it would be typed.
std::string show_limit(const Limits& limits, const LimitRow& row);

}  // namespace tertulia::base
