#include "client/mention.h"

#include <string>

#include <doctest/doctest.h>

namespace tertulia::client::mention_test {
namespace {

using Found = std::optional<Span>;

TEST_CASE("a name as a word is a mention, in any spelling of the name") {
  CHECK(find_mention("Bob", "Bob") == Found{{0, 3}});
  CHECK(find_mention("hello, bob: lunch?", "Bob") == Found{{7, 3}});
  CHECK(find_mention("(BOB)", "Bob") == Found{{1, 3}});
  CHECK(find_mention("ana, ÁNGELA!", "ángela") == Found{{5, 7}});
}

TEST_CASE("a part of a word is none") {
  CHECK(find_mention("Bobby and kebob and Bob2 and bob-sled", "Bob") == Found{});
  CHECK(find_mention("", "Bob") == Found{});
  CHECK(find_mention(std::string(4'096, 'b'), "Bob") == Found{});
}

TEST_CASE("marks at the end of a sentence are no part of the name, unless it has them") {
  CHECK(find_mention("Thanks, Bob.", "Bob") == Found{{8, 3}});
  CHECK(find_mention("_Bob_...", "Bob") == Found{{1, 3}});
  CHECK(find_mention("Thanks, Bob_.", "Bob_") == Found{});
  CHECK(find_mention("Thanks, Bob_", "Bob_") == Found{{8, 4}});
  CHECK(find_mention("-- ... --", "Bob") == Found{});
}

TEST_CASE("a text before that is no name does not hide it") {
  CHECK(find_mention("\xff Bob", "Bob") == Found{{2, 3}});
}

}  // namespace
}  // namespace tertulia::client::mention_test
