#include "server/settings.h"

#include <algorithm>
#include <set>
#include <string>

#include <doctest/doctest.h>

#include "support/lines.h"

namespace tertulia::server {
namespace {

using support::Lines;

const Setting& setting(std::string_view name) {
  const auto found = std::ranges::find(settings(), name, &Setting::name);
  REQUIRE(found != settings().end());
  return *found;
}

TEST_CASE("every limit of the table is a setting, whose help says the default") {
  for (const auto& row : base::limits_table()) {
    CAPTURE(row.name);
    const auto& limit = setting(row.name);
    CHECK(limit.kind == Setting::Kind::value);
    CHECK(limit.placeholder == row.placeholder);
    CHECK(limit.help.starts_with(row.help));
    CHECK(limit.help.find("[" + std::string(row.initial)) != std::string::npos);
    Options options;
    options.limits = base::default_limits(base::Mode::hub);
    CHECK(limit.set(options, row.most));
    CHECK(limit.show(options) == Lines{show_limit(options.limits, row)});
    CHECK_FALSE(limit.set(options, "much"));
  }
}

TEST_CASE("names are given once, and each has a help text") {
  std::set<std::string> names;
  for (const auto& one : settings()) {
    CHECK(names.insert(one.name).second);
    CHECK(one.help.find('[') != std::string::npos);
    CHECK(one.placeholder.empty() == (one.kind == Setting::Kind::flag));
  }
  for (const auto* name : {"listen", "duo", "name", "print-messages", "log-level"}) {
    CHECK(names.contains(name));
  }
}

TEST_CASE("a flag is true or false") {
  Options options;
  for (const auto* name : {"duo", "print-messages"}) {
    CHECK(setting(name).show(options) == Lines{"false"});
    CHECK(setting(name).set(options, "true"));
    CHECK(setting(name).show(options) == Lines{"true"});
    CHECK(setting(name).set(options, "false"));
    CHECK(setting(name).show(options) == Lines{"false"});
    CHECK_FALSE(setting(name).set(options, "yes"));
  }
}

TEST_CASE("listening addresses add up") {
  Options options;
  CHECK(setting("listen").set(options, "[::1]:1"));
  CHECK(setting("listen").set(options, "unix:/run/t"));
  CHECK_FALSE(setting("listen").set(options, "x:y"));
  CHECK(setting("listen").show(options) == Lines{"[::1]:1", "unix:/run/t"});
  CHECK(setting("listen").letter == 'l');
}

TEST_CASE("the operator's name is a name, the level a level") {
  Options options;
  CHECK(setting("name").show(options).empty());
  CHECK(setting("name").set(options, "Eva"));
  CHECK(setting("name").show(options) == Lines{"Eva"});
  for (const auto* bad : {"", "a b", "exit"}) CHECK_FALSE(setting("name").set(options, bad));
  CHECK(options.name == "Eva");
  CHECK(setting("log-level").set(options, "warn"));
  CHECK(setting("log-level").show(options) == Lines{"warn"});
  CHECK_FALSE(setting("log-level").set(options, "loud"));
}

}  // namespace
}  // namespace tertulia::server
