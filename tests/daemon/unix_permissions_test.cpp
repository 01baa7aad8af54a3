#include "daemon/unix_permissions.h"

#include <string>

#include <doctest/doctest.h>

#include "daemon/settings.h"

namespace tertulia::daemon::unix_permissions_test {
namespace {

TEST_CASE("a mode is octal") {
  CHECK(*parse_mode("0660") == 0660);
  CHECK(*parse_mode("660") == 0660);
  CHECK(*parse_mode("0") == 0);
  CHECK(*parse_mode("777") == 0777);
  CHECK(format_mode(*parse_mode("7")) == "0007");
  for (const auto* text : {"", "0999", "888", "1000", "01777", "-1", "+6", "0o660", "rw", "66 "}) {
    CAPTURE(text);
    REQUIRE_FALSE(parse_mode(text));
    CHECK(parse_mode(text).error() ==
          "'" + std::string(text) + "' is no file mode: octal, 0 to 0777");
  }
}

TEST_CASE("a group has a name or a number") {
  CHECK(*find_group("root") == 0);
  CHECK(*find_group("12345") == 12'345);
  CHECK(find_group("no such group").error() == "there is no group 'no such group'");
  for (const auto* text : {"", "-1", "4294967295", "4294967296", "1x"}) {
    CAPTURE(text);
    CHECK_FALSE(find_group(text));
  }
}

TEST_CASE("the permissions of unix sockets are settings, and an empty value unsets them") {
  Options options;
  const auto& mode = *find_setting("unix-mode");
  const auto& group = *find_setting("unix-group");
  CHECK(mode.show(options) == std::vector<std::string>{""});
  CHECK(mode.set(options, "660"));
  CHECK(group.set(options, "12345"));
  CHECK(options.socket_permissions.mode == mode_t{0660});
  CHECK(options.socket_permissions.group == gid_t{12'345});
  CHECK(mode.show(options) == std::vector<std::string>{"0660"});
  CHECK(group.show(options) == std::vector<std::string>{"12345"});
  CHECK(mode.set(options, ""));
  CHECK(group.set(options, ""));
  CHECK_FALSE(options.socket_permissions.mode);
  CHECK_FALSE(options.socket_permissions.group);
  CHECK(mode.show(options) == std::vector<std::string>{""});
  CHECK(group.show(options) == std::vector<std::string>{""});
}

}  // namespace
}  // namespace tertulia::daemon::unix_permissions_test
