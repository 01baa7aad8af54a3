#include "client/look.h"

#include <string>
#include <string_view>

#include <doctest/doctest.h>

namespace tertulia::client::look_test {
namespace {

template <int kCase>
std::string_view environment(const char* name) {
  const std::string_view wanted(name);
  if (wanted == "TERM") return kCase == 2 ? "dumb" : "xterm";
  if (wanted == "NO_COLOR") return kCase == 1 ? "1" : "";
  return {};
}
constexpr auto kUsual = environment<0>;
constexpr auto kNoColor = environment<1>;
constexpr auto kDumb = environment<2>;

TEST_CASE("of itself a terminal has colours") {
  CHECK(uses_color(ColorUse::automatic, true, kUsual));
  CHECK_FALSE(uses_color(ColorUse::automatic, false, kUsual));
  CHECK_FALSE(uses_color(ColorUse::automatic, true, kNoColor));
  CHECK_FALSE(uses_color(ColorUse::automatic, true, kDumb));
}

TEST_CASE("the option decides before the environment does") {
  CHECK(uses_color(ColorUse::always, false, kNoColor));
  CHECK_FALSE(uses_color(ColorUse::never, true, kUsual));
}

}  // namespace
}  // namespace tertulia::client::look_test
