#include "tertulia/chat/hub.h"

#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "support/recorded_hub.h"

namespace tertulia::chat::hub_test {
namespace {

using support::Lines;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kCid{3};
constexpr MemberId kStranger{99};

std::string refused(Problem problem, std::string_view subject = {}) {
  return support::EventWriter{}(Refused{problem, subject});
}

struct Fixture : support::RecordedHub {
  CommandResult enter(MemberId id, std::string_view name) { return hub.execute(id, Rename{name}); }
  /// Ann, Bob and Cid are members, and no notice is pending.
  void gather() {
    enter(kAnn, "Ann");
    enter(kBob, "Bob");
    enter(kCid, "Cid");
    settle();
    delivery.forget();
  }
  void settle() {
    hub.send_pending_notices(kLobby);
    hub.send_pending_notices(kLobby);
  }
};

TEST_CASE_FIXTURE(Fixture, "a client that sends a name is welcomed and becomes a member") {
  CHECK(enter(kAnn, " Ann ") == CommandResult::done);
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann"});
  CHECK(delivery.members() == std::vector{kAnn});
  CHECK(hub.name_of(kAnn) == "Ann");
  CHECK(hub.size() == 1);
  CHECK(delivery.notices_scheduled == 0);
}

TEST_CASE_FIXTURE(Fixture, "a new member gets the welcome, then the message of the day") {
  enter(kAnn, "Ann");
  hub.set_motd({"be", "kind"});
  enter(kBob, "Bob");
  settle();
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann", "joined Bob"});
  CHECK(delivery.take(kBob) == Lines{"welcome Bob", "motd be kind"});
  hub.set_motd({});
  enter(kCid, "Cid");
  CHECK(delivery.take(kCid) == Lines{"welcome Cid"});
}

TEST_CASE_FIXTURE(Fixture, "an invalid name is refused, and the name is requested again") {
  enter(kAnn, "Ann");
  struct Row {
    std::string_view typed;
    Problem problem;
  };
  for (const auto& row :
       {Row{"", Problem::name_empty}, Row{"a b", Problem::name_character},
        Row{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", Problem::name_too_long},
        Row{"Exit", Problem::name_reserved}, Row{"\xFF", Problem::not_utf8},
        Row{"aNN", Problem::name_taken}, Row{"\xEF\xBC\xA1nn", Problem::name_taken}}) {
    CAPTURE(row.typed);
    CHECK(enter(kBob, row.typed) == CommandResult::done);
    CHECK(delivery.take(kBob) == Lines{refused(row.problem, row.typed), "name?"});
  }
  CHECK(hub.size() == 1);
  CHECK(hub.name_of(kBob).empty());
}

TEST_CASE_FIXTURE(Fixture, "a client without a name can only leave") {
  gather();
  const std::vector<Command> ignored{
      Say{"hi"}, support::act("waves"), Whisper{"Ann", "hi"}, AskWho{}, AskHelp{}, Nothing{}};
  for (const auto& command : ignored) CHECK(hub.execute(kStranger, command) == CommandResult::done);
  CHECK(delivery.take(kStranger).empty());
  CHECK(delivery.take(kAnn).empty());
  CHECK(hub.execute(kStranger, Invalid{Problem::not_utf8, {}}) == CommandResult::done);
  CHECK(delivery.take(kStranger) == Lines{refused(Problem::not_utf8), "name?"});
  CHECK(hub.execute(kStranger, Leave{}) == CommandResult::leave);
  CHECK(delivery.take(kStranger) == Lines{"bye "});
}

TEST_CASE_FIXTURE(Fixture, "a message and an action go to all members, including the sender") {
  gather();
  CHECK(hub.execute(kAnn, Say{"hi"}) == CommandResult::done);
  CHECK(hub.execute(kBob, support::act("waves")) == CommandResult::done);
  for (const auto id : {kAnn, kBob, kCid}) {
    CHECK(delivery.take(id) == Lines{"said Ann hi", "acted Bob waves"});
  }
  CHECK(delivery.take(kStranger).empty());
}

TEST_CASE_FIXTURE(Fixture, "a private message goes only to its sender and recipient") {
  gather();
  CHECK(hub.execute(kAnn, Whisper{"bOB", "psst"}) == CommandResult::done);
  CHECK(delivery.take(kAnn) == Lines{"whispered Ann Bob psst"});
  CHECK(delivery.take(kBob) == Lines{"whispered Ann Bob psst"});
  CHECK(delivery.take(kCid).empty());
}

TEST_CASE_FIXTURE(Fixture, "a private message to oneself arrives once") {
  gather();
  hub.execute(kAnn, Whisper{"ann", "note"});
  CHECK(delivery.take(kAnn) == Lines{"whispered Ann Ann note"});
}

TEST_CASE_FIXTURE(Fixture, "a private message to an unknown user is refused") {
  gather();
  for (const std::string_view to : {"Dan", "a b", "exit", "\xFF", ""}) {
    CAPTURE(to);
    CHECK(hub.execute(kAnn, Whisper{to, "psst"}) == CommandResult::done);
    CHECK(delivery.take(kAnn) == Lines{refused(Problem::no_such_member, to)});
  }
  CHECK(delivery.take(kBob).empty());
}

TEST_CASE_FIXTURE(Fixture, "a private message to a user who reads slowly is refused") {
  gather();
  delivery.busy = {kAnn, kBob};
  CHECK(hub.execute(kAnn, Whisper{"bob", "psst"}) == CommandResult::done);
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::recipient_busy, "Bob")});
  CHECK(delivery.take(kBob).empty());
  hub.execute(kAnn, Whisper{"Ann", "note"});
  CHECK(delivery.take(kAnn) == Lines{"whispered Ann Ann note"});
}

TEST_CASE_FIXTURE(Fixture, "a new name is announced to all members, and frees the old one") {
  gather();
  CHECK(hub.execute(kBob, Rename{"Rob"}) == CommandResult::done);
  for (const auto id : {kAnn, kBob, kCid}) CHECK(delivery.take(id) == Lines{"renamed Bob Rob"});
  CHECK(hub.name_of(kBob) == "Rob");
  CHECK(hub.size() == 3);
  hub.execute(kAnn, Whisper{"Bob", "psst"});
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::no_such_member, "Bob")});
  hub.execute(kAnn, Rename{"Bob"});
  CHECK(delivery.take(kCid) == Lines{"renamed Ann Bob"});
  hub.execute(kCid, Whisper{"Bob", "psst"});
  CHECK(delivery.take(kAnn).back() == "whispered Cid Bob psst");
}

TEST_CASE_FIXTURE(Fixture, "a new name must be valid and free") {
  gather();
  struct Row {
    std::string_view typed;
    Problem problem;
  };
  for (const auto& row : {Row{"aNN", Problem::name_taken}, Row{"a b", Problem::name_character},
                          Row{"exit", Problem::name_reserved}, Row{"\xC3", Problem::not_utf8}}) {
    CAPTURE(row.typed);
    CHECK(hub.execute(kBob, Rename{row.typed}) == CommandResult::done);
    CHECK(delivery.take(kBob) == Lines{refused(row.problem, row.typed)});
  }
  CHECK(delivery.take(kAnn).empty());
  CHECK(hub.name_of(kBob) == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "a change of case is a new name, the same name is not") {
  gather();
  hub.execute(kBob, Rename{"BOB"});
  CHECK(delivery.take(kAnn) == Lines{"renamed Bob BOB"});
  hub.execute(kBob, Rename{"BOB"});
  CHECK(delivery.take(kAnn).empty());
  CHECK(delivery.take(kBob) == Lines{"renamed Bob BOB"});
  CHECK(enter(kStranger, "bob") == CommandResult::done);
  CHECK(delivery.take(kStranger) == Lines{refused(Problem::name_taken, "bob"), "name?"});
  hub.execute(kAnn, Whisper{"bob", "psst"});
  CHECK(delivery.take(kBob) == Lines{"whispered Ann BOB psst"});
}

TEST_CASE_FIXTURE(Fixture, "the list is in the order of joins, and only its requester gets it") {
  gather();
  hub.execute(kBob, Rename{"Aaron"});
  delivery.forget();
  CHECK(hub.execute(kCid, AskWho{}) == CommandResult::done);
  CHECK(delivery.take(kCid) == Lines{"here Ann,Aaron,Cid"});
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(Fixture, "the list has every name, however many there are") {
  std::string all;
  for (std::size_t i = 1; i <= 1'000; ++i) {
    const auto name = "n" + std::to_string(i);
    enter(MemberId{i}, name);
    all += (all.empty() ? "" : ",") + name;
  }
  delivery.forget();
  hub.execute(kAnn, AskWho{});
  CHECK(delivery.take(kAnn) == Lines{"here " + all});
}

TEST_CASE_FIXTURE(Fixture, "help, empty lines and errors go only to the sender") {
  gather();
  CHECK(hub.execute(kAnn, AskHelp{}) == CommandResult::done);
  CHECK(hub.execute(kAnn, Nothing{}) == CommandResult::done);
  CHECK(hub.execute(kAnn, Invalid{Problem::unknown_command, "/x"}) == CommandResult::done);
  CHECK(delivery.take(kAnn) == Lines{"help", refused(Problem::unknown_command, "/x")});
  CHECK(delivery.take(kBob).empty());
}

TEST_CASE_FIXTURE(Fixture,
                  "a member that leaves gets goodbye, and stays a member until it is removed") {
  gather();
  CHECK(hub.execute(kAnn, Leave{}) == CommandResult::leave);
  CHECK(delivery.take(kAnn) == Lines{"bye Ann"});
  CHECK(hub.size() == 3);
  hub.remove(kAnn);
  CHECK(delivery.take(kAnn).empty());
  CHECK(delivery.take(kBob) == Lines{"left Ann"});
  CHECK(hub.name_of(kAnn).empty());
  CHECK(delivery.members() == std::vector{kBob, kCid});
}

TEST_CASE_FIXTURE(Fixture, "an unknown id removes no member") {
  gather();
  delivery.notices_scheduled = 0;
  hub.remove(kStranger);
  hub.remove(kAnn);
  hub.remove(kAnn);
  CHECK(delivery.take(kBob) == Lines{"left Ann"});
  CHECK(hub.size() == 2);
  CHECK(hub.name_of(kStranger).empty());
}

TEST_CASE_FIXTURE(Fixture, "a name is free after its owner is removed") {
  gather();
  hub.remove(kBob);
  CHECK(enter(kStranger, "bob") == CommandResult::done);
  CHECK(delivery.take(kStranger).front() == "welcome bob");
}

}  // namespace
}  // namespace tertulia::chat::hub_test
