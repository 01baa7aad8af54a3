// Putting the marks behind a letter in order takes time that grows with the square of their number,
// and names were put in order before their length was looked at. A line of two thousand marks held
// up everyone for milliseconds, one of the longest that may be allowed for minutes.
#include <string>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"

namespace tertulia::chat {
namespace {

std::string with_marks(std::size_t bytes) {
  std::string name = "a";
  while (name.size() < bytes / 2) name += "\xCD\x9C";  // 234, then 220 below it
  while (name.size() < bytes) name += "\xCC\x96";
  return name;
}

TEST_CASE("a name of a million marks is refused without being put in order") {
  const auto name = with_marks(2'000'000);
  const auto parsed = Name::parse(name);
  REQUIRE(std::holds_alternative<Problem>(parsed));
  CHECK(std::get<Problem>(parsed) == Problem::name_too_long);
  CHECK(wire::duo::parse(name + " > x").name.empty());
}

}  // namespace
}  // namespace tertulia::chat
