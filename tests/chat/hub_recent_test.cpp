#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

/// What was said last, for those who enter a room.
namespace tertulia::chat::hub_recent_test {
namespace {

using support::Lines;
using support::RoomsFixture;

constexpr MemberId kDan{4};

struct RecentFixture : RoomsFixture {
  RecentFixture() { hub.set_recent_limit(2); }
  Lines entering(MemberId who, std::string_view room) {
    delivery.forget();
    enter(who, room);
    return delivery.take(who);
  }
  Lines logging_in(MemberId who, std::string_view name) {
    hub.execute(who, Rename{name});
    return delivery.take(who);
  }
};

TEST_CASE_FIXTURE(RecentFixture, "who logs in sees what was said last in the lobby") {
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan"});
  for (const auto* text : {"one", "two", "three"}) say(kAnn, text);
  hub.set_motd({"hello"});
  CHECK(logging_in(MemberId{5}, "Eve") == Lines{"welcome Eve", "motd hello", "recent, two, three"});
}

// In a quiet room the last lines were shown long after the archive had removed them.
TEST_CASE_FIXTURE(RecentFixture, "nothing is shown that is too old to be kept") {
  hub.set_recent_limit(2, base::Duration{1'000});
  say(kAnn, "old");
  log.time += std::chrono::milliseconds{600};
  say(kAnn, "new");
  log.time += std::chrono::milliseconds{600};
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan", "recent, new"});
  hub.set_recent_limit(2);
  CHECK(logging_in(MemberId{5}, "Eve") == Lines{"welcome Eve", "recent, old, new"});
}

TEST_CASE_FIXTURE(RecentFixture, "who enters a room sees what was said last there") {
  CHECK(entering(kAnn, "games") == Lines{"entered games Ann "});
  say(kAnn, "one");
  hub.execute(kAnn, support::act("waves"));
  CHECK(entering(kBob, "games") ==
        Lines{"entered games Ann,Bob ", "recent, #games one, #games waves"});
}

TEST_CASE_FIXTURE(RecentFixture, "who comes back to a room without having left sees nothing new") {
  say(kAnn, "one");
  enter(kAnn, "games");
  CHECK(entering(kAnn, "lobby") == Lines{"entered lobby Ann,Bob,Cid "});
  hub.execute(kAnn, LeaveRoom{"games"});
  enter(kBob, "games");
  enter(kAnn, "games");
  say(kAnn, "two");
  delivery.forget();
  hub.execute(kAnn, LeaveRoom{});
  CHECK(delivery.take(kAnn) == Lines{"out of games now lobby"});
  delivery.forget();
  enter(kAnn, "games");
  hub.execute(kBob, Kick{"Ann", {}});
  CHECK(delivery.take(kAnn).back() == "entered lobby Ann,Bob,Cid ");
}

TEST_CASE_FIXTURE(RecentFixture, "the number of messages can change, and 0 is none") {
  for (const auto* text : {"one", "two"}) say(kAnn, text);
  hub.set_recent_limit(1);
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan", "recent, two"});
  hub.set_recent_limit(0);
  CHECK(logging_in(MemberId{5}, "Eve") == Lines{"welcome Eve"});
  hub.set_recent_limit(2);
  CHECK(logging_in(MemberId{6}, "Fay") == Lines{"welcome Fay"});
}

TEST_CASE_FIXTURE(RecentFixture, "the messages of a room have a maximum size") {
  hub.set_recent_limit(100);
  const std::string text(RecentMessages::kMaxBytes / 2 - 4, 'x');
  say(kAnn, "first");
  say(kAnn, text);
  say(kAnn, text);
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan", "recent, " + text + ", " + text});
  say(kAnn, std::string(RecentMessages::kMaxBytes, 'x'));
  CHECK(logging_in(MemberId{5}, "Eve") == Lines{"welcome Eve"});
  say(kAnn, "last");
  CHECK(logging_in(MemberId{6}, "Fay") == Lines{"welcome Fay", "recent, last"});
}

TEST_CASE_FIXTURE(RecentFixture, "what is shown is no larger than an answer may be") {
  for (const auto* text : {"one", "two"}) say(kAnn, text);
  hub.set_answer_limit(6);
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan", "recent, two"});
  hub.set_answer_limit(12);
  CHECK(logging_in(MemberId{5}, "Eve") == Lines{"welcome Eve", "recent, one, two"});
}

TEST_CASE_FIXTURE(RecentFixture, "who enters sees nothing of a private time") {
  enter(kAnn, "games");
  say(kAnn, "open");
  hub.execute(kAnn, SetPrivate{true});
  say(kAnn, "secret");
  hub.execute(kAnn, Invite{"Cid", true});
  CHECK(entering(kCid, "games") ==
        Lines{"entered games Ann,Cid ", "recent, #games open, #games secret"});
  hub.execute(kAnn, SetPrivate{false});
  CHECK(entering(kBob, "games") == Lines{"entered games Ann,Bob,Cid ", "recent, #games open"});
}

TEST_CASE_FIXTURE(RecentFixture, "a server that keeps nothing shows nothing") {
  history.keeps = false;
  hub.set_recent_limit(2);
  say(kAnn, "one");
  CHECK(logging_in(kDan, "Dan") == Lines{"welcome Dan"});
}

TEST_CASE_FIXTURE(RecentFixture, "a new room of the same name has nothing of the former one") {
  enter(kAnn, "games");
  say(kAnn, "one");
  hub.execute(kAnn, LeaveRoom{});
  CHECK(entering(kAnn, "games") == Lines{"entered games Ann "});
}

}  // namespace
}  // namespace tertulia::chat::hub_recent_test
