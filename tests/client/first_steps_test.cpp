#include "client/first_steps.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "client/settings.h"

namespace tertulia::client::first_steps_test {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("a user who has named no server gets three lines") {
  auto options = make_options();
  CHECK(needs_first_steps(options, true));
  CHECK_FALSE(needs_first_steps(options, false));
  CHECK(first_steps(options) ==
        Lines{"tertulia: there is no server on this machine. Start one: tertuliad",
              "Or connect to a server elsewhere: tertulia HOST",
              "The manual says more: man tertulia"});
  options.duo = true;
  CHECK(first_steps(options).front().ends_with("Start one: tertuliad --duo"));
}

TEST_CASE("who has named a server knows what to do") {
  CHECK_FALSE(needs_first_steps(make_options({*assign("server", "localhost")}), true));
}

}  // namespace
}  // namespace tertulia::client::first_steps_test
