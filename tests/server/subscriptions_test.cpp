#include "tertulia/server/subscriptions.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/members.h"

namespace tertulia::server::subscriptions_test {
namespace {

using support::Member;
using support::run_passes;

/// One member of three rooms, and one of the first room only.
struct Fixture : support::ChannelLoop {
  Fixture() {
    for (auto* room : {&first, &second, &third}) one.place.subscribe(*room);
    two.place.subscribe(first);
  }

  Broadcast first{loop, statistics};
  Broadcast second{loop, statistics};
  Broadcast third{loop, statistics};
  Member one{loop, deadlines};
  Member two{loop, deadlines};
};

TEST_CASE_FIXTURE(Fixture, "a member gets the lines of all its rooms") {
  first.to_all("a");
  second.to_all("b");
  third.to_all("c");
  first.to_all("d");
  CHECK(one.heard().empty());
  run_passes(loop);
  CHECK(one.heard() == "adbc");
  CHECK(two.heard() == "ad");
}

TEST_CASE_FIXTURE(Fixture, "before an answer, a member gets what all its rooms have sent") {
  third.to_all("c");
  first.to_all("a");
  two.place.send("2");
  one.place.send("1");
  third.to_all("e");
  run_passes(loop);
  const auto heard = one.heard();
  CHECK((heard == "ac1e" || heard == "ca1e"));
  CHECK(two.heard() == "a2");
}

TEST_CASE_FIXTURE(Fixture, "before its own line, a member gets what its other rooms have sent") {
  second.to_all("b");
  first.to_all("a");
  one.place.catch_up_except(&first);
  CHECK(one.heard() == "b");
  first.to_all("1");
  one.place.catch_up_except(&third);
  CHECK(one.heard() == "a1");
}

TEST_CASE_FIXTURE(Fixture, "a member that leaves one room stays in the others") {
  Broadcast* left = nullptr;
  SUBCASE("the first") { left = &first; }
  SUBCASE("another") { left = &second; }
  SUBCASE("the last") { left = &third; }
  left->to_all("x");
  one.place.unsubscribe(*left);
  one.place.unsubscribe(*left);
  CHECK(one.heard() == "x");
  CHECK(one.place.find(*left) == nullptr);
  for (auto* room : {&first, &second, &third}) room->to_all("y");
  run_passes(loop);
  CHECK(one.heard() == "yy");
  one.place.subscribe(*left);
  left->to_all("z");
  run_passes(loop);
  CHECK(one.heard() == "z");
}

TEST_CASE_FIXTURE(Fixture, "a member that leaves all rooms gets the lines before its leave") {
  first.to_all("a");
  third.to_all("c");
  one.place.unsubscribe_all();
  const auto heard = one.heard();
  CHECK((heard == "ac" || heard == "ca"));
  second.to_all("b");
  run_passes(loop);
  CHECK(one.heard().empty());
  one.place.send("bye");
  CHECK(one.heard() == "bye");
}

TEST_CASE_FIXTURE(Fixture, "a member that is destroyed leaves all rooms without the rest") {
  {
    Member three(loop, deadlines);
    three.place.subscribe(third);
    three.place.subscribe(second);
    second.to_all("b");
  }
  third.to_all("c");
  run_passes(loop);
  const auto heard = one.heard();
  CHECK((heard == "bc" || heard == "cb"));
}

}  // namespace
}  // namespace tertulia::server::subscriptions_test
