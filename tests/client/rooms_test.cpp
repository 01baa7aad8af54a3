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
    rooms.make_current("games");
  }
  Names names() const {
    const auto all = rooms.names();
    return {all.begin(), all.end()};
  }
  Rooms rooms;
};

TEST_CASE_FIXTURE(Fixture, "messages of other rooms are unread until the user goes there") {
  rooms.count_message("lobby");
  rooms.count_message("lobby");
  rooms.count_message("games");
  rooms.count_message("unknown");
  REQUIRE(rooms.unread().size() == 1);
  CHECK(rooms.unread().front().room == "lobby");
  CHECK(rooms.unread().front().messages == 2);
  rooms.make_current("lobby");
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
  CHECK(rooms.all() == Names{"games"});
  CHECK_FALSE(rooms.has("lobby"));
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
  CHECK(rooms.empty());
  CHECK(rooms.current().empty());
}

}  // namespace
}  // namespace tertulia::client::rooms_test
