#include "tertulia/base/limits.h"

#include <set>
#include <string>

#include <doctest/doctest.h>

namespace tertulia::base::limits_test {
namespace {

std::uint64_t plain(const LimitRow& row, std::string_view text) {
  switch (row.unit) {
    case Unit::duration:
      return static_cast<std::uint64_t>(parse_duration(text)->count());
    case Unit::size:
      return *parse_size(text);
    case Unit::count:
      return *parse_count(text);
  }
  return 0;
}

/// The default in the row's smallest unit.
std::string written(const LimitRow& row, std::uint64_t value) {
  return std::to_string(value) + (row.unit == Unit::duration ? "ms" : "");
}

TEST_CASE("each row has its own name, a range and a help text") {
  std::set<std::string_view> names;
  for (const auto& row : limits_table()) {
    CAPTURE(row.name);
    CHECK(names.insert(row.name).second);
    CHECK(plain(row, row.min) < plain(row, row.max));
    CHECK_FALSE(row.help.empty());
    CHECK_FALSE(row.placeholder.empty());
    CHECK((row.unit == Unit::duration) == std::holds_alternative<Duration Limits::*>(row.member));
  }
  CHECK(names.size() == 20);
}

TEST_CASE("a send queue must hold several lines, because one line would overflow all queues") {
  auto limits = default_limits(Mode::hub);
  CHECK(check_limits(limits));
  limits.max_line = limits.send_queue / 4;
  CHECK(check_limits(limits));
  ++limits.max_line;
  REQUIRE_FALSE(check_limits(limits));
  CHECK(check_limits(limits).error() == "send-queue 1MiB is less than 4 times max-line 262145");
}

TEST_CASE("every default is in force, and within its range") {
  for (const auto& row : limits_table()) {
    CAPTURE(row.name);
    for (const auto mode : {Mode::hub, Mode::duo}) {
      const auto initial = mode == Mode::duo ? row.initial_duo : row.initial;
      CHECK(plain(row, initial) >= plain(row, row.min));
      CHECK(plain(row, initial) <= plain(row, row.max));
      CHECK(plain(row, show_limit(default_limits(mode), row)) == plain(row, initial));
    }
  }
}

TEST_CASE("the defaults are the documented ones") {
  const auto hub = default_limits(Mode::hub);
  CHECK(hub.idle_timeout == Duration{15 * 60'000});
  CHECK(hub.login_timeout == Duration{30'000});
  CHECK(hub.drain_timeout == Duration{5'000});
  CHECK(hub.max_clients == 10'000);
  CHECK(hub.max_clients_per_address == 0);
  CHECK(hub.max_line == 4'096);
  CHECK(hub.send_queue == 1'048'576);
  CHECK(hub.rate == 5);
  CHECK(hub.burst == 20);
  CHECK(hub.max_rooms == 1'000);
  CHECK(hub.max_rooms_per_client == 20);
  CHECK(hub.resume_timeout == Duration{60'000});
  CHECK(hub.resume_buffer == 262'144);
  CHECK(default_limits(Mode::duo).idle_timeout == Duration{60'000});
}

TEST_CASE("both limits of a range are accepted, and a value beyond them changes nothing") {
  for (const auto& row : limits_table()) {
    CAPTURE(row.name);
    auto limits = default_limits(Mode::hub);
    const auto least = plain(row, row.min);
    const auto most = plain(row, row.max);
    CHECK(set_limit(limits, row, row.min));
    CHECK(plain(row, show_limit(limits, row)) == least);
    CHECK(set_limit(limits, row, row.max));
    CHECK(plain(row, show_limit(limits, row)) == most);

    const auto above = set_limit(limits, row, written(row, most + 1));
    REQUIRE_FALSE(above);
    CHECK(above.error().find("is out of range: " + std::string(row.min) + " to " +
                             std::string(row.max)) != std::string::npos);
    if (least > 0) {
      CHECK_FALSE(set_limit(limits, row, written(row, least - 1)));
    } else {
      CHECK_FALSE(set_limit(limits, row, "-1"));
    }
    CHECK(plain(row, show_limit(limits, row)) == most);
  }
}

TEST_CASE("a malformed value is refused and changes nothing") {
  for (const auto& row : limits_table()) {
    CAPTURE(row.name);
    auto limits = default_limits(Mode::hub);
    const auto before = show_limit(limits, row);
    CHECK_FALSE(set_limit(limits, row, "much"));
    CHECK_FALSE(set_limit(limits, row, ""));
    CHECK(show_limit(limits, row) == before);
  }
}

TEST_CASE("each row sets only its own member") {
  for (const auto& row : limits_table()) {
    auto limits = default_limits(Mode::hub);
    const auto text = plain(row, row.initial) == plain(row, row.max) ? row.min : row.max;
    REQUIRE(set_limit(limits, row, text));
    for (const auto& other : limits_table()) {
      const auto changed =
          show_limit(limits, other) != show_limit(default_limits(Mode::hub), other);
      CAPTURE(other.name);
      CHECK(changed == (&other == &row));
    }
  }
}

TEST_CASE("a value that is shown can be set again") {
  for (const auto& row : limits_table()) {
    CAPTURE(row.name);
    for (const auto text : {row.min, row.initial, row.initial_duo, row.max}) {
      auto limits = default_limits(Mode::hub);
      REQUIRE(set_limit(limits, row, text));
      const auto shown = show_limit(limits, row);
      auto again = default_limits(Mode::hub);
      REQUIRE(set_limit(again, row, shown));
      CHECK(show_limit(again, row) == shown);
      CHECK(plain(row, shown) == plain(row, text));
    }
  }
}

}  // namespace
}  // namespace tertulia::base::limits_test
