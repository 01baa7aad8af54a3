// Safe text has at most eight marks in a row. Two names that differed only after the eighth mark
// were different names, and looked the same on every screen.
#include <string>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/base/text.h"
#include "tertulia/chat/name.h"

namespace tertulia::chat::marks_alike_test {
namespace {

TEST_CASE("a name has no more marks in a row than are shown") {
  std::string typed = "q";
  for (std::size_t i = 0; i < base::kMaxZeroWidthRun; ++i) typed += "\xCC\x81";
  CHECK(std::holds_alternative<Name>(Name::parse(typed)));
  const auto longer = Name::parse(typed + "\xCC\x81");
  REQUIRE(std::holds_alternative<Problem>(longer));
  CHECK(std::get<Problem>(longer) == Problem::name_character);
}

}  // namespace
}  // namespace tertulia::chat::marks_alike_test
