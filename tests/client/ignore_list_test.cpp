#include "client/ignore_list.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

namespace tertulia::client::ignore_list_test {
namespace {

using Lines = std::vector<std::string>;

TEST_CASE("names are added, listed and removed") {
  IgnoreList list;
  CHECK_FALSE(list.has("Eve"));
  CHECK(list.ignore("") == Lines{"-- You ignore nobody"});
  CHECK(list.ignore(" Eve ") == Lines{"-- You ignore Eve now; /unignore Eve ends that"});
  CHECK(list.has("Eve"));
  CHECK_FALSE(list.has("Ann"));
  CHECK(list.ignore("") == Lines{"-- You ignore 1 user: Eve"});
  CHECK(list.ignore("Mallory") == Lines{"-- You ignore Mallory now; /unignore Mallory ends that"});
  CHECK(list.ignore("") == Lines{"-- You ignore 2 users: Eve, Mallory"});
  CHECK(list.ignore("Eve") == Lines{"-- You ignore Eve already"});
  CHECK(list.unignore("Eve") == Lines{"-- You see Eve again"});
  CHECK_FALSE(list.has("Eve"));
  CHECK(list.ignore("") == Lines{"-- You ignore 1 user: Mallory"});
}

TEST_CASE("names are compared as the server compares them") {
  IgnoreList list;
  list.ignore("Zoë");
  for (const auto* same : {"Zoë", "zoë", "ZOË", "Zoe\u0308"}) {
    CAPTURE(same);
    CHECK(list.has(same));
    CHECK(list.ignore(same).front().ends_with(" already"));
  }
  CHECK_FALSE(list.has("Zoe"));
  CHECK(list.unignore("zOË") == Lines{"-- You see Zoë again"});
}

TEST_CASE("a mistake is one line, and changes nothing") {
  IgnoreList list;
  CHECK(list.ignore("a b").front().starts_with("! 'a b' "));
  CHECK(list.ignore("Eve, Ann").front().starts_with("! "));
  CHECK(list.unignore("Eve") == Lines{"! You do not ignore 'Eve'"});
  CHECK(list.unignore("a b") == Lines{"! You do not ignore 'a b'"});
  CHECK(list.unignore(" ") == Lines{"! /unignore needs a name; /ignore lists them"});
  CHECK(list.ignore("") == Lines{"-- You ignore nobody"});
}

TEST_CASE("what cannot be a name is nobody's") {
  IgnoreList list;
  list.ignore("Eve");
  CHECK_FALSE(list.has(""));
  CHECK_FALSE(list.has("E\nve"));
  CHECK_FALSE(list.has("\xFF"));
}

TEST_CASE("a new name does not help") {
  IgnoreList list;
  list.ignore("Eve");
  list.rename("Ann", "Anna");
  CHECK_FALSE(list.has("Anna"));
  list.rename("eve", "Eva");
  CHECK(list.has("Eva"));
  CHECK_FALSE(list.has("Eve"));
  list.rename("Eva", "a b");
  CHECK(list.has("Eva"));
  list.rename("Eva", "EVA");
  CHECK(list.ignore("") == Lines{"-- You ignore 1 user: EVA"});
}

TEST_CASE("the list has a limit") {
  IgnoreList list;
  for (std::size_t i = 0; i < IgnoreList::kMaxNames; ++i) list.ignore("n" + std::to_string(i));
  CHECK(list.ignore("Eve") ==
        Lines{"! You ignore 200 users, and cannot ignore more; see /unignore"});
  CHECK_FALSE(list.has("Eve"));
  list.rename("n0", "Eve");
  CHECK(list.has("Eve"));
  list.unignore("n1");
  CHECK(list.ignore("n0").front().starts_with("-- "));
}

}  // namespace
}  // namespace tertulia::client::ignore_list_test
