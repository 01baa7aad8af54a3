// The time to sort the marks after a letter grows with the square of their number, and the server
// sorted the marks of a name before it checked the length. A line of two thousand marks delayed all
// clients by milliseconds, and a line of the largest allowed length delayed them by minutes.
#include <string>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/chat/name.h"
#include "tertulia/wire/duo.h"

namespace tertulia::chat::name_of_many_marks_test {
namespace {

std::string with_marks(std::size_t bytes) {
  std::string name = "a";
  while (name.size() < bytes / 2) name += "\xCD\x9C";  // 234, then 220 below it
  while (name.size() < bytes) name += "\xCC\x96";
  return name;
}

TEST_CASE("a name of a million marks is refused before its marks are sorted") {
  const auto name = with_marks(2'000'000);
  const auto parsed = Name::parse(name);
  REQUIRE(std::holds_alternative<Problem>(parsed));
  CHECK(std::get<Problem>(parsed) == Problem::name_too_long);
  CHECK(wire::duo::parse(name + " > x").name.empty());
}

}  // namespace
}  // namespace tertulia::chat::name_of_many_marks_test
