#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/recorded_hub.h"

/// Which members get which notices, and when.
namespace tertulia::chat::hub_notices_test {
namespace {

using support::Lines;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kCid{3};
constexpr MemberId kDan{4};

/// `n10,n11,…`
std::string names(int from, int count) {
  std::string all;
  for (int i = from; i < from + count; ++i) all += (i > from ? ",n" : "n") + std::to_string(i);
  return all;
}

struct Fixture : support::RecordedHub {
  /// Ann and Bob are members; no notice interval is running.
  Fixture() {
    enter(kAnn, "Ann");
    enter(kBob, "Bob");
    settle();
    delivery.forget();
    delivery.notices_scheduled = 0;
  }
  void enter(MemberId id, std::string_view name) { hub.execute(id, Rename{name}); }
  void enter_many(int from, int count) {
    for (int i = from; i < from + count; ++i) {
      enter(MemberId{static_cast<std::uint64_t>(i)}, "n" + std::to_string(i));
    }
  }
  void settle() {
    hub.send_pending_notices(kLobby);
    hub.send_pending_notices(kLobby);
  }
  /// A notice interval is running, and no notice is pending.
  void begin_interval() {
    enter(kDan, "Dan");
    delivery.forget();
  }
};

TEST_CASE_FIXTURE(Fixture, "the first join is announced at once, to all other members") {
  enter(kCid, "Cid");
  CHECK(delivery.take(kAnn) == Lines{"joined Cid"});
  CHECK(delivery.take(kBob) == Lines{"joined Cid"});
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
  CHECK(delivery.notices_scheduled == 1);
}

TEST_CASE_FIXTURE(Fixture, "the first leave is announced at once, to the remaining members") {
  hub.remove(kBob);
  CHECK(delivery.take(kAnn) == Lines{"left Bob"});
  CHECK(delivery.take(kBob).empty());
  CHECK(delivery.notices_scheduled == 1);
}

TEST_CASE_FIXTURE(Fixture, "joins within the notice interval are announced together at its end") {
  begin_interval();
  enter_many(10, 2);
  CHECK(delivery.take(kAnn).empty());
  CHECK(delivery.notices_scheduled == 1);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined n10,n11"});
  CHECK(delivery.notices_scheduled == 2);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn).empty());
  CHECK(delivery.notices_scheduled == 2);
}

TEST_CASE_FIXTURE(Fixture, "a notice has every name") {
  begin_interval();
  enter_many(10, 3);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined n10,n11,n12"});
  enter_many(20, 4);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined n20,n21,n22,n23"});
  for (std::uint64_t i = 10; i < 13; ++i) hub.remove(MemberId{i});
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left n10,n11,n12"});
  for (std::uint64_t i = 20; i < 24; ++i) hub.remove(MemberId{i});
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left n20,n21,n22,n23"});
}

TEST_CASE_FIXTURE(Fixture, "a member gets no notice of its own join, but of the joins around it") {
  begin_interval();
  enter(kCid, "Cid");
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined Cid"});
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
  enter_many(10, 2);
  delivery.forget();
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(MemberId{10}) == Lines{"joined n11"});
  CHECK(delivery.take(MemberId{11}) == Lines{"joined n10"});
  CHECK(delivery.take(kAnn) == Lines{"joined n10,n11"});
  enter_many(20, 4);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(MemberId{20}).back() == "joined n21,n22,n23");
  CHECK(delivery.take(MemberId{21}).back() == "joined n20,n22,n23");
  CHECK(delivery.take(MemberId{22}).back() == "joined n20,n21,n23");
  CHECK(delivery.take(MemberId{23}).back() == "joined n20,n21,n22");
  CHECK(delivery.take(kAnn) == Lines{"joined n20,n21,n22,n23"});
}

TEST_CASE_FIXTURE(Fixture, "a member that leaves before its join notice is not announced") {
  begin_interval();
  enter(kCid, "Cid");
  hub.remove(kCid);
  settle();
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(Fixture, "of two pending joins one leaves: only the other is announced") {
  begin_interval();
  enter(kCid, "Cid");
  enter(MemberId{10}, "n10");
  hub.remove(kCid);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined n10"});
  CHECK(delivery.take(MemberId{10}) == Lines{"welcome n10"});
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
}

TEST_CASE_FIXTURE(Fixture, "leaves are announced before joins") {
  begin_interval();
  hub.remove(kBob);
  enter(kCid, "Cid");
  CHECK(delivery.take(kAnn).empty());
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left Bob", "joined Cid"});
}

TEST_CASE_FIXTURE(Fixture, "a client can take a name whose leave is not announced yet") {
  begin_interval();
  hub.remove(kBob);
  enter(kCid, "bob");
  hub.execute(kCid, Say{"hi"});
  CHECK(delivery.take(kAnn) == Lines{"left Bob", "joined bob", "said bob hi"});
}

TEST_CASE_FIXTURE(Fixture,
                  "a pending join notice is sent before the member's first public message") {
  struct Row {
    Command command;
    std::string_view told;
  };
  for (const auto& row :
       {Row{Say{"hi"}, "said Cid hi"}, Row{support::act("waves"), "acted Cid waves"},
        Row{Rename{"Sid"}, "renamed Cid Sid"}}) {
    CAPTURE(row.told);
    settle();
    begin_interval();
    enter(kCid, "Cid");
    hub.execute(kCid, row.command);
    CHECK(delivery.take(kAnn) == Lines{"joined Cid", std::string(row.told)});
    hub.send_pending_notices(kLobby);
    CHECK(delivery.take(kAnn).empty());
    hub.remove(kCid);
    hub.remove(kDan);
    settle();
    delivery.forget();
  }
}

TEST_CASE_FIXTURE(Fixture, "neither a question nor a message of another member announces a join") {
  begin_interval();
  enter(kCid, "Cid");
  hub.execute(kCid, Whisper{"Cid", "psst"});
  hub.execute(kCid, AskWho{});
  hub.execute(kCid, AskHelp{});
  hub.execute(kCid, Nothing{});
  hub.execute(kAnn, Say{"hi"});
  CHECK(delivery.take(kAnn) == Lines{"said Ann hi"});
  CHECK(delivery.take(kCid).back() == "said Ann hi");
}

TEST_CASE_FIXTURE(Fixture, "the leave of a member with an early join notice is announced") {
  begin_interval();
  enter(kCid, "Cid");
  hub.execute(kCid, Say{"hi"});
  hub.remove(kCid);
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined Cid", "said Cid hi", "left Cid"});
}

TEST_CASE_FIXTURE(Fixture, "a new member gets no notice of earlier leaves") {
  begin_interval();
  hub.remove(kBob);
  enter(kCid, "Cid");
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
  CHECK(delivery.take(kDan) == Lines{"left Bob", "joined Cid"});
}

TEST_CASE_FIXTURE(Fixture,
                  "many joins and leaves cost a member two lines for each notice interval") {
  begin_interval();
  for (int round = 0; round < 5; ++round) {
    enter_many(100, 50);
    hub.send_pending_notices(kLobby);
    for (std::uint64_t i = 100; i < 150; ++i) hub.remove(MemberId{i});
    enter_many(200, 50);
    hub.send_pending_notices(kLobby);
    CHECK(delivery.take(kAnn) ==
          Lines{"joined " + names(100, 50), "left " + names(100, 50), "joined " + names(200, 50)});
    for (std::uint64_t i = 200; i < 250; ++i) hub.remove(MemberId{i});
    hub.send_pending_notices(kLobby);
    CHECK(delivery.take(kAnn) == Lines{"left " + names(200, 50)});
  }
}

TEST_CASE_FIXTURE(
    Fixture,
    "a leave is announced at the end of the notice interval, and a quiet interval is the last") {
  begin_interval();
  hub.remove(kBob);
  CHECK(delivery.take(kAnn).empty());
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"left Bob"});
  hub.send_pending_notices(kLobby);
  hub.remove(kDan);
  CHECK(delivery.take(kAnn) == Lines{"left Dan"});
}

TEST_CASE_FIXTURE(Fixture, "an early call without pending notices does nothing") {
  settle();
  CHECK(delivery.take(kAnn).empty());
  CHECK(delivery.notices_scheduled == 0);
}

TEST_CASE_FIXTURE(Fixture, "the last leave and the first join are announced to nobody") {
  hub.remove(kAnn);
  settle();
  delivery.notices_scheduled = 0;
  hub.remove(kBob);
  enter(kCid, "Cid");
  settle();
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
  CHECK(delivery.notices_scheduled == 0);
}

// A thousand clients with lists of members came back at once. Each got a notice of its own with the
// names of all others, and the server stood still while it made them.
TEST_CASE_FIXTURE(Fixture, "members with lists share one notice of many joins") {
  begin_interval();
  delivery.keepers.insert(MemberId{10});
  enter_many(10, 2);
  delivery.forget();
  settle();
  CHECK(delivery.take(MemberId{10}) == Lines{"joined n10,n11"});
  CHECK(delivery.take(MemberId{11}) == Lines{"joined n10"});
  CHECK(delivery.take(kAnn) == Lines{"joined n10,n11"});
}

TEST_CASE_FIXTURE(Fixture, "a member with a list is not told of its own join alone") {
  delivery.keepers.insert(MemberId{10});
  enter_many(10, 1);
  CHECK(delivery.take(MemberId{10}) == Lines{"welcome n10"});
  CHECK(delivery.take(kAnn) == Lines{"joined n10"});
}

}  // namespace
}  // namespace tertulia::chat::hub_notices_test
