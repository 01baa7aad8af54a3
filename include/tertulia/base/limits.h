#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "tertulia/base/result.h"
#include "tertulia/base/units.h"

namespace tertulia::base {

/// The limits of a running server. Each member has a row in `limits_table()`, which gives its
/// meaning, its default and its range.
struct Limits {
  Duration idle_timeout{};
  Duration login_timeout{};
  Duration drain_timeout{};
  Duration send_timeout{};
  Duration resume_timeout{};
  std::uint64_t max_clients{};
  std::uint64_t max_clients_per_address{};
  std::uint64_t max_rooms{};
  std::uint64_t max_rooms_per_client{};
  std::uint64_t max_accounts{};
  std::uint64_t max_accounts_per_address{};
  std::uint64_t max_line{};
  std::uint64_t send_queue{};
  std::uint64_t send_queue_total{};
  std::uint64_t resume_buffer{};
  std::uint64_t rate{};
  std::uint64_t burst{};
  Duration keep{};
  std::uint64_t keep_size{};
  std::uint64_t history_on_join{};
};

enum class Unit { duration, size, count };

/// A limit as administrators see it. The options, the settings of the configuration file, the
/// output of `--check-config` and the help text are all made from these rows.
struct LimitRow {
  using Member = std::variant<Duration Limits::*, std::uint64_t Limits::*>;

  std::string_view name;  ///< The option's name, without dashes.
  std::string_view placeholder;
  Member member;
  Unit unit;
  std::string_view initial;      ///< The default, as a user types it.
  std::string_view initial_duo;  ///< The default with `--duo`.
  std::string_view min, max;     ///< The range, as a user types it; both ends are included.
  std::string_view help;
};

std::span<const LimitRow> limits_table();

enum class Mode { hub, duo };
/// All limits at their defaults.
Limits default_limits(Mode mode);

/// Parses `text` and stores the value in the row's member. An error, and no change, if the text is
/// malformed or the value is out of range.
Result<std::monostate> set_limit(Limits& limits, const LimitRow& row, std::string_view text);
/// Checks the limits against each other; each must already be in its range.
Result<std::monostate> check_limits(const Limits& limits);
/// The present value, as a user types it.
std::string show_limit(const Limits& limits, const LimitRow& row);

}  // namespace tertulia::base
