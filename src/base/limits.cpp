#include "tertulia/base/limits.h"

#include <array>
#include <cassert>

#include <fmt/core.h>

namespace tertulia::base {
namespace {

constexpr std::array kTable{
    LimitRow{"idle-timeout", "DURATION", &Limits::idle_timeout, Unit::duration, "15m", "60s", "0",
             "168h",
             "Close a connection after this time without a byte in either direction; 0: never"},
    LimitRow{"login-timeout", "DURATION", &Limits::login_timeout, Unit::duration, "30s", "30s",
             "10ms", "1h", "Time in which a new client must give its name"},
    LimitRow{"drain-timeout", "DURATION", &Limits::drain_timeout, Unit::duration, "5s", "5s", "0",
             "1h", "Time in which a closing connection must read its last lines"},
    LimitRow{"send-timeout", "DURATION", &Limits::send_timeout, Unit::duration, "60s", "60s", "0",
             "168h",
             "Close a connection that reads none of its waiting data for this time; 0: never"},
    LimitRow{"resume-timeout", "DURATION", &Limits::resume_timeout, Unit::duration, "60s", "60s",
             "0", "24h",
             "Time in which a client can resume after a lost connection; 0: never. Hub only"},
    LimitRow{"max-clients", "N", &Limits::max_clients, Unit::count, "10000", "10000", "1",
             "1000000",
             "Maximum number of clients; further connections get an error and are closed"},
    LimitRow{"max-clients-per-address", "N", &Limits::max_clients_per_address, Unit::count, "0",
             "0", "0", "1000000", "Maximum number of clients from one address; 0: no limit"},
    LimitRow{"max-rooms", "N", &Limits::max_rooms, Unit::count, "1000", "1000", "1", "1000000",
             "Maximum number of rooms, with the lobby; hub only"},
    LimitRow{"max-rooms-per-client", "N", &Limits::max_rooms_per_client, Unit::count, "20", "20",
             "0", "1000",
             "Maximum number of rooms that one client is in, besides the lobby; hub only"},
    LimitRow{"max-line", "BYTES", &Limits::max_line, Unit::size, "4096", "4096", "64", "1MiB",
             "Maximum length of a line; a longer line is refused with an error"},
    LimitRow{"send-queue", "BYTES", &Limits::send_queue, Unit::size, "1MiB", "1MiB", "4KiB", "1GiB",
             "Maximum data that waits for one slow client; at least 4 times --max-line"},
    LimitRow{"send-queue-total", "BYTES", &Limits::send_queue_total, Unit::size, "64MiB", "64MiB",
             "1MiB", "1TiB", "Maximum data that waits for all slow clients together"},
    LimitRow{"resume-buffer", "BYTES", &Limits::resume_buffer, Unit::size, "256KiB", "256KiB",
             "4KiB", "1GiB", "Maximum data that each room keeps for clients that resume; hub only"},
    LimitRow{
        "rate", "LINES/S", &Limits::rate, Unit::count, "5", "0", "0", "1000000",
        "Maximum lines per second from one client; faster input is delayed, not lost. 0: no limit"},
    LimitRow{"burst", "LINES", &Limits::burst, Unit::count, "20", "20", "1", "1000000",
             "Number of lines that a client may send at once before --rate applies"},
    LimitRow{"keep", "DURATION", &Limits::keep, Unit::duration, "90d", "90d", "0", "100y",
             "Remove messages from the archive after this time; 0: never. Hub only"},
    LimitRow{"keep-size", "BYTES", &Limits::keep_size, Unit::size, "1GiB", "1GiB", "0", "1024TiB",
             "Remove the oldest messages when the archive is larger than this; 0: never. Hub only"},
    LimitRow{"history-on-join", "N", &Limits::history_on_join, Unit::count, "10", "10", "0", "100",
             "Number of earlier messages that people see when they enter a room; hub only"},
    LimitRow{"max-accounts", "N", &Limits::max_accounts, Unit::count, "10000", "10000", "0",
             "1000000", "Maximum number of registered names; hub only"},
    LimitRow{"max-accounts-per-address", "N", &Limits::max_accounts_per_address, Unit::count, "10",
             "10", "0", "1000000",
             "Maximum number of names registered from one address in a day; 0: no limit. Hub only"},
};

Result<std::uint64_t> parse(Unit unit, std::string_view text) {
  if (unit == Unit::size) return parse_size(text);
  if (unit == Unit::count) return parse_count(text);
  const auto duration = parse_duration(text);
  if (!duration) return Error{duration.error()};
  return static_cast<std::uint64_t>(duration->count());
}

void store(Limits& limits, const LimitRow& row, std::uint64_t value) {
  if (const auto* member = std::get_if<Duration Limits::*>(&row.member)) {
    limits.*(*member) = Duration{static_cast<std::int64_t>(value)};
  } else {
    limits.*std::get<std::uint64_t Limits::*>(row.member) = value;
  }
}

}  // namespace

std::span<const LimitRow> limits_table() { return kTable; }

Limits default_limits(Mode mode) {
  Limits limits;
  for (const auto& row : kTable) {
    const auto text = mode == Mode::duo ? row.initial_duo : row.initial;
    [[maybe_unused]] const auto set = set_limit(limits, row, text);
    assert(set);
  }
  return limits;
}

Result<std::monostate> set_limit(Limits& limits, const LimitRow& row, std::string_view text) {
  const auto value = parse(row.unit, text);
  if (!value) return Error{value.error()};
  if (*value < *parse(row.unit, row.min) || *value > *parse(row.unit, row.max)) {
    return Error{fmt::format("'{}' is out of range: {} to {}", text, row.min, row.max)};
  }
  store(limits, row, *value);
  return std::monostate{};
}

Result<std::monostate> check_limits(const Limits& limits) {
  constexpr std::uint64_t kLinesInQueue =
      4;  // one byte may be sent as three, and a name precedes them
  if (limits.send_queue / kLinesInQueue >= limits.max_line) return std::monostate{};
  return Error{fmt::format("send-queue {} is less than {} times max-line {}",
                           format_size(limits.send_queue), kLinesInQueue,
                           format_size(limits.max_line))};
}

std::string show_limit(const Limits& limits, const LimitRow& row) {
  if (const auto* duration = std::get_if<Duration Limits::*>(&row.member)) {
    return format_duration(limits.*(*duration));
  }
  const auto value = limits.*std::get<std::uint64_t Limits::*>(row.member);
  return row.unit == Unit::size ? format_size(value) : fmt::format("{}", value);
}

}  // namespace tertulia::base
