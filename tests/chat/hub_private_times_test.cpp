#include <string>
#include <string_view>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/rooms_fixture.h"

/// Who sees later what was said while a room was private.
namespace tertulia::chat::hub_private_times_test {
namespace {

using support::Lines;
using support::RoomsFixture;

/// Ann has made #games, and Bob is there. Dan is in the lobby, as Cid is.
struct PrivateTimes : RoomsFixture {
  static constexpr MemberId kDan{4};

  PrivateTimes() {
    hub.execute(kDan, Rename{"Dan"});
    enter(kAnn, "games");
    enter(kBob, "games");
    say(kAnn, "open");
  }
  void set_private(bool on) { hub.execute(kAnn, SetPrivate{on}); }
  void secret(std::string_view text) { say(kAnn, text, "games"); }

  /// The texts that the member sees in the history of #games, each with a blank before it.
  std::string seen_by(MemberId who) {
    delivery.forget();
    hub.execute(who, AskHistory{.room = "games"});
    auto line = delivery.take(who).front();
    const std::string begin = "#games history";
    REQUIRE(line.starts_with(begin));
    line.erase(0, begin.size());
    const std::string mark = ", #games";
    for (auto at = line.find(mark); at != std::string::npos; at = line.find(mark)) {
      line.erase(at, mark.size());
    }
    return line;
  }
};

TEST_CASE_FIXTURE(PrivateTimes, "those who were there see it, and others do not") {
  set_private(true);
  secret("secret");
  CHECK(delivery.messages.back().hidden);
  set_private(false);
  CHECK_FALSE(delivery.messages.front().hidden);
  enter(kCid, "games");
  secret("open again");
  CHECK(seen_by(kAnn) == " open secret open again");
  CHECK(seen_by(kBob) == " open secret open again");
  CHECK(seen_by(kCid) == " open open again");
}

TEST_CASE_FIXTURE(PrivateTimes, "who stays sees each private time from when they were there") {
  set_private(true);
  secret("first");
  set_private(false);
  enter(kCid, "games");
  set_private(true);
  secret("second");
  CHECK(seen_by(kBob) == " open first second");
  CHECK(seen_by(kCid) == " open second");
}

// Bob left, the room was private without him, and when it was public again he read all of it.
TEST_CASE_FIXTURE(PrivateTimes, "who leaves sees nothing of private times when they come back") {
  set_private(true);
  secret("with Bob");
  hub.execute(kBob, LeaveRoom{"games"});
  secret("without Bob");
  set_private(false);
  enter(kBob, "games");
  CHECK(seen_by(kBob) == " open");
}

TEST_CASE_FIXTURE(PrivateTimes, "who is invited sees all, also after they have left") {
  set_private(true);
  secret("secret");
  hub.execute(kAnn, Invite{"Cid", true});
  enter(kCid, "games");
  CHECK(seen_by(kCid) == " open secret");
  hub.execute(kCid, LeaveRoom{"games"});
  secret("more");
  enter(kCid, "games");
  CHECK(seen_by(kCid) == " open secret more");
}

TEST_CASE_FIXTURE(PrivateTimes, "who is invited while the room is public sees private times, too") {
  set_private(true);
  secret("secret");
  set_private(false);
  enter(kCid, "games");
  CHECK(seen_by(kCid) == " open");
  hub.execute(kAnn, Invite{"Cid", true});
  CHECK(seen_by(kCid) == " open secret");
}

TEST_CASE_FIXTURE(PrivateTimes, "an invitation that is taken back takes the sight of it back") {
  set_private(true);
  hub.execute(kAnn, Invite{"Cid", true});
  enter(kCid, "games");
  secret("before");
  CHECK(seen_by(kCid) == " open before");
  hub.execute(kAnn, Invite{"Cid", false});
  CHECK(seen_by(kCid) == " open");
  secret("after");  // Cid is still there and hears it
  CHECK(seen_by(kCid) == " open after");
  hub.execute(kAnn, Invite{"Dan", true});
  hub.execute(kAnn, Invite{"Dan", false});
  set_private(false);
  enter(kDan, "games");
  CHECK(seen_by(kDan) == " open");
}

TEST_CASE_FIXTURE(PrivateTimes, "a kick takes the sight of it") {
  set_private(true);
  hub.execute(kAnn, Invite{"Bob", true});
  secret("secret");
  hub.execute(kAnn, Kick{"Bob", {}});
  set_private(false);
  log.time += Room::kKickTime;
  enter(kBob, "games");
  CHECK(seen_by(kBob) == " open");
}

TEST_CASE_FIXTURE(PrivateTimes, "those who run the room see all") {
  set_private(true);
  secret("secret");
  set_private(false);
  enter(kDan, "games");
  hub.execute(kDan, LeaveRoom{});
  hub.execute(kAnn, SetOperator{"Dan", true});
  enter(kDan, "games");
  CHECK(seen_by(kDan) == " open secret");
  hub.execute(kAnn, SetOperator{"Dan", false});
  CHECK(seen_by(kDan) == " open");
  hub.execute(kAnn, LeaveRoom{"games"});
  enter(kAnn, "games");
  CHECK(seen_by(kAnn) == " open secret");
}

TEST_CASE_FIXTURE(PrivateTimes, "an operator who has entered in a private time has seen it") {
  hub.execute(kAnn, SetOperator{"Dan", true});
  set_private(true);
  secret("secret");
  enter(kDan, "games");
  hub.execute(kAnn, SetOperator{"Dan", false});
  CHECK(seen_by(kDan) == " open secret");
}

TEST_CASE_FIXTURE(PrivateTimes, "a search shows no more than the history") {
  set_private(true);
  secret("secret one");
  set_private(false);
  enter(kCid, "games");
  delivery.forget();
  hub.execute(kCid, Search{"secret"});
  hub.execute(kCid, Search{"secret", "games"});
  CHECK(delivery.take(kCid) == Lines{"results", "results"});
  hub.execute(kBob, Search{"secret"});
  CHECK(delivery.take(kBob) == Lines{"results, #games secret one"});
}

TEST_CASE_FIXTURE(PrivateTimes, "what has begun in a private time goes on if it is set again") {
  set_private(true);
  secret("one");
  set_private(true);
  secret("two");
  CHECK(seen_by(kBob) == " open one two");
}

}  // namespace
}  // namespace tertulia::chat::hub_private_times_test
