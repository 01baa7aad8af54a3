#include "daemon/ban_words.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::daemon::ban_words_test {
namespace {

TEST_CASE("the words behind --ban are a command of an operator") {
  CHECK(ban_command({"list"}) == "/bans");
  CHECK(ban_command({"add", "Eve", "7d", "too", "loud"}) == "/ban Eve 7d too loud");
  CHECK(ban_command({"remove", "192.0.2.0/24"}) == "/unban 192.0.2.0/24");
}

TEST_CASE("other words are bad usage") {
  using Words = std::vector<std::string>;
  for (const auto& words :
       {Words{"list"}, Words{"add", "Eve"}, Words{"add", "Eve", "loud"}, Words{"remove", "Eve"}}) {
    CHECK(check_ban_words(words).empty());
  }
  for (const auto& words :
       {Words{}, Words{"nonsense"}, Words{"list", "Eve"}, Words{"add"}, Words{"remove"},
        Words{"remove", "Eve", "Bob"}, Words{"add", ""}, Words{"add", "Eve\n/guests off"},
        Words{"add", "Eve", "\x1b[31m"}, Words{"add", "Eve\tBob"}}) {
    CHECK_FALSE(check_ban_words(words).empty());
  }
}

}  // namespace
}  // namespace tertulia::daemon::ban_words_test
