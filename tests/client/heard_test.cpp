#include "client/heard.h"

#include <doctest/doctest.h>

namespace tertulia::client {
namespace {

TEST_CASE("a message is new once") {
  Heard heard;
  CHECK(heard.add("k3f9", 1));
  CHECK(heard.add("k3f9", 2));
  CHECK(heard.add("abcd", 1));
  CHECK_FALSE(heard.add("k3f9", 1));
  CHECK_FALSE(heard.add("abcd", 1));
}

TEST_CASE("a message without a number is always new") {
  Heard heard;
  CHECK(heard.add("k3f9", 0));
  CHECK(heard.add("k3f9", 0));
}

TEST_CASE("only so many messages are kept, and then none") {
  Heard heard;
  for (std::uint64_t number = 1; number <= Heard::kMaxMessages; ++number) heard.add("k3f9", number);
  CHECK_FALSE(heard.add("k3f9", 1));
  CHECK(heard.add("abcd", 1));
  CHECK(heard.add("k3f9", 1));
  CHECK_FALSE(heard.add("abcd", 1));
  heard.clear();
  CHECK(heard.add("abcd", 1));
}

}  // namespace
}  // namespace tertulia::client
