// Of all reasons that name their subject only that for a missing argument repeated it as it was, so
// a text with a line's end in it would have made a line of its own. The parser passes only its own
// words there; the contract of explain() and render() says that any will do.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain {
namespace {

TEST_CASE("what is missing cannot forge a line") {
  std::string out;
  render(chat::Refused{chat::Problem::missing_argument, "a\n(Bob) forged\x1B[2J"}, out);
  CHECK(out == "! Something is missing: a\u240A(Bob) forged\u241B[2J\n");
}

}  // namespace
}  // namespace tertulia::wire::plain
