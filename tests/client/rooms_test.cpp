#include "client/rooms.h"

#include <doctest/doctest.h>
#include <fmt/core.h>

namespace tertulia::client::rooms_test {
namespace {

using Names = std::vector<std::string>;

struct Fixture {
  Fixture() {
    rooms.enter("lobby", {"Ann", "Bob"});
    rooms.enter("games", {"Bob"});
  }
  Names names() const {
    const auto all = rooms.names();
    return {all.begin(), all.end()};
  }
  Rooms rooms;
};

TEST_CASE_FIXTURE(Fixture, "messages are unread until the user goes there") {
  rooms.count_unread("lobby");
  rooms.count_unread("lobby");
  rooms.count_unread("unknown");
  REQUIRE(rooms.unread().size() == 1);
  CHECK(rooms.unread().front().room == "lobby");
  CHECK(rooms.unread().front().messages == 2);
  rooms.read("lobby");
  CHECK(rooms.unread().empty());
}

TEST_CASE_FIXTURE(Fixture, "names come, go and change in their rooms") {
  rooms.add("games", {"Cid", "Dora"});
  rooms.add("unknown", {"Eve"});
  rooms.remove("games", {"Cid"});
  rooms.remove("unknown", {"Ann"});
  rooms.rename("Bob", "Rob");
  CHECK(names() == Names{"Ann", "Dora", "Rob"});
  rooms.leave("lobby");
  CHECK(names() == Names{"Dora", "Rob"});
}

TEST_CASE_FIXTURE(Fixture, "the names of one room are limited") {
  Names many;
  for (std::size_t i = 0; i < Rooms::kMaxNames; ++i) many.push_back(fmt::format("n{}", i));
  rooms.enter("lobby", many);
  rooms.leave("games");
  CHECK(rooms.names().size() == Rooms::kMaxNames);
  rooms.add("lobby", {"one-more"});
  CHECK(rooms.names().size() == Rooms::kMaxNames);
}

TEST_CASE_FIXTURE(Fixture, "nothing is left after a clear") {
  rooms.clear();
  CHECK(names().empty());
}

}  // namespace
}  // namespace tertulia::client::rooms_test
