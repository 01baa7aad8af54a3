// The story: a server was killed before it had stored what its users had seen. Their clients sent it
// again, and the next server gave it new ids: everyone who was there read it twice.

#include "client/shown_messages.h"

#include <doctest/doctest.h>

namespace tertulia::client::shown_messages_test {
namespace {

TEST_CASE("a message is new once, by its author's session and number") {
  ShownMessages shown;
  CHECK(shown.add("k3f9", 1));
  CHECK(shown.add("k3f9", 2));
  CHECK(shown.add("a1", 1));
  CHECK_FALSE(shown.add("k3f9", 1));
  CHECK_FALSE(shown.add("a1", 1));
}

TEST_CASE("a message without a number is always new") {
  ShownMessages shown;
  for (int i = 0; i < 2; ++i) {
    CHECK(shown.add("k3f9", 0));
    CHECK(shown.add({}, 1));
  }
}

TEST_CASE("the oldest messages are forgotten") {
  ShownMessages shown;
  for (chat::Number number = 1; number <= ShownMessages::kMax + 1; ++number) {
    CHECK(shown.add("k3f9", number));
  }
  CHECK_FALSE(shown.add("k3f9", 2));
  CHECK(shown.add("k3f9", 1));
}

}  // namespace
}  // namespace tertulia::client::shown_messages_test
