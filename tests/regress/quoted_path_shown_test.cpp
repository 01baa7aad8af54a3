// --check-config shows what is in force in the form of a configuration file; a path of a socket
// with a quotation mark in it was shown between two more of them, which is no such form.
#include <string>

#include <doctest/doctest.h>

#include "daemon/options.h"
#include "daemon/settings.h"
#include "support/temporary_directory.h"

namespace tertulia::daemon {
namespace {

TEST_CASE("a path with a quotation mark is shown so that it reads back") {
  Options options;
  options.limits = base::default_limits(base::Mode::hub);
  options.listen.push_back({reactor::Endpoint::Family::unix_path, "/run/a\"b", 0});
  const support::TemporaryDirectory directory;
  const auto assignments = read_config(directory.write("shown", show_options(options)));
  REQUIRE_FALSE(assignments.empty());
  CHECK(assignments.front().text == "unix:/run/a\"b");
}

}  // namespace
}  // namespace tertulia::daemon
