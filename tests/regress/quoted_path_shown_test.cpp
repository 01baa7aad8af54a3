// --check-config shows the settings in force as a configuration file. It put a socket's path with a
// quotation mark between two more of them, and the file could not be read back.
#include <string>

#include <doctest/doctest.h>

#include "daemon/options.h"
#include "daemon/settings.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon::quoted_path_shown_test {
namespace {

TEST_CASE("a path with a quotation mark is shown so that it can be read back") {
  Options options;
  options.limits = base::default_limits(base::Mode::hub);
  options.listen.push_back({reactor::Endpoint::Family::unix_path, "/run/a\"b", 0});
  const support::TemporaryDirectory directory;
  const auto assignments = read_config(directory.write("shown", show_options(options)));
  REQUIRE_FALSE(assignments.empty());
  CHECK(assignments.front().text == "unix:/run/a\"b");
}

}  // namespace
}  // namespace tertulia::daemon::quoted_path_shown_test
