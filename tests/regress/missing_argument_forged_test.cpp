// Every error that repeats its subject made it safe, except the error about a missing argument. A
// subject with a line end could forge a line. The parser passes only fixed texts, but the contract
// of explain() and render() allows any text.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain::missing_argument_forged_test {
namespace {

TEST_CASE("a missing argument cannot forge a line") {
  std::string out;
  dialect().render(chat::Refused{chat::Problem::missing_argument, "a\n(Bob) forged\x1B[2J"}, {},
                   out);
  CHECK(out == "! Something is missing: a\u240A(Bob) forged\u241B[2J\n");
}

}  // namespace
}  // namespace tertulia::wire::plain::missing_argument_forged_test
