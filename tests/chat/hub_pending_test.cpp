#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/recorded_hub.h"

/// A log and accounts that answer later: what is pending, what applies, and who loses a race.
namespace tertulia::chat::hub_pending_test {
namespace {

using support::Lines;
using support::ScriptedLog;
using Answer = Accounts::Answer;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kCid{3};

std::string taken(std::string_view name) {
  return support::EventWriter{}(Refused{Problem::name_taken, name});
}

struct LateLog : support::RecordedHub {
  CommandResult ask(MemberId client, std::string_view name) {
    return hub.execute(client, Rename{name});
  }
  /// Ann is a member.
  LateLog() : RecordedHub(ScriptedLog::Mode::later) {
    ask(kAnn, "Ann");
    log.give_back_all();
    delivery.forget();
    delivery.finished_commands.clear();
  }
};

TEST_CASE_FIXTURE(LateLog, "a login is pending until the log gives its entry back") {
  CHECK(ask(kBob, "Bob") == CommandResult::pending);
  CHECK(delivery.take(kBob).empty());
  CHECK(hub.size() == 1);
  log.give_back_all();
  CHECK(delivery.finished_commands == std::vector{kBob});
  CHECK(delivery.take(kBob) == Lines{"welcome Bob"});
  CHECK(delivery.take(kAnn) == Lines{"joined Bob"});
}

TEST_CASE_FIXTURE(LateLog, "of two clients that ask for one name, the first in the log gets it") {
  CHECK(ask(kBob, "Bob") == CommandResult::pending);
  CHECK(ask(kCid, "bob") == CommandResult::pending);
  log.give_back(1);
  CHECK(delivery.take(kBob) == Lines{"welcome Bob"});
  log.give_back(1);
  CHECK(delivery.take(kCid) == Lines{taken("bob"), "name?"});
  CHECK(delivery.finished_commands == std::vector{kBob, kCid});
  CHECK(hub.size() == 2);
}

TEST_CASE_FIXTURE(LateLog, "a rename that loses its race keeps the old name") {
  ask(kBob, "Bob");
  CHECK(ask(kAnn, "Bob") == CommandResult::pending);
  log.give_back_all();
  CHECK(delivery.take(kAnn) == Lines{"joined Bob", taken("Bob")});
  CHECK(hub.name_of(kAnn) == "Ann");
}

TEST_CASE_FIXTURE(LateLog, "messages are never pending, and are delivered in the log's order") {
  CHECK(hub.execute(kAnn, Say{"one"}) == CommandResult::done);
  CHECK(hub.execute(kAnn, support::act("two")) == CommandResult::done);
  CHECK(delivery.take(kAnn).empty());
  log.give_back_all();
  CHECK(delivery.take(kAnn) == Lines{"said Ann one", "acted Ann two"});
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE_FIXTURE(LateLog, "a client that goes while its login waits leaves right after it joins") {
  ask(kBob, "Bob");
  hub.remove(kBob);
  log.give_back_all();
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kAnn) == Lines{"joined Bob", "left Bob"});
  CHECK(hub.size() == 1);
  CHECK(delivery.finished_commands.empty());
  CHECK(ask(kCid, "Bob") == CommandResult::pending);
  log.give_back_all();
  CHECK(delivery.take(kCid) == Lines{"welcome Bob"});
}

TEST_CASE_FIXTURE(LateLog, "a member is here until its leave comes back, and leaves once") {
  hub.remove(kAnn);
  hub.remove(kAnn);
  CHECK(log.waiting() == 1);
  CHECK(hub.name_of(kAnn) == "Ann");
  log.give_back_all();
  CHECK(hub.size() == 0);
  CHECK(log.waiting() == 0);
}

TEST_CASE_FIXTURE(LateLog, "a message that comes back after its author's leave is dropped") {
  hub.remove(kAnn);
  log.give_back_all();
  log.insert({.author = kAnn, .change = MessageEntry{"too late"}});
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(LateLog, "an entry of another server that shares the log applies here, too") {
  log.insert({.author = kCid, .change = JoinEntry{std::get<Name>(Name::parse("Cid"))}});
  log.insert({.author = kCid, .change = MessageEntry{"hi"}});
  CHECK(delivery.take(kAnn) == Lines{"joined Cid", "said Cid hi"});
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE("a log and accounts that outlive their hub call it no more") {
  support::RecordingDelivery delivery;
  ScriptedLog log{ScriptedLog::Mode::later};
  support::LateAccounts accounts;
  {
    Hub hub(delivery, log, accounts);
    hub.execute(kAnn, Rename{"Ann"});
    accounts.answer(Answer::allowed);
    hub.execute(kBob, Rename{"Bob"});
  }
  log.give_back_all();
  accounts.answer(Answer::allowed);
  CHECK(delivery.take(kAnn).empty());
}

struct LateNames {
  support::RecordingDelivery delivery;
  ScriptedLog log;
  support::LateAccounts accounts;
  Hub hub{delivery, log, accounts};
};

TEST_CASE_FIXTURE(LateNames, "a name is pending until the accounts allow it") {
  CHECK(hub.execute(kAnn, Rename{"Ann"}) == CommandResult::pending);
  REQUIRE(accounts.questions.size() == 1);
  CHECK(accounts.questions.front().name == "Ann");
  CHECK(delivery.take(kAnn).empty());
  accounts.answer(Answer::allowed);
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann"});
  CHECK(delivery.finished_commands == std::vector{kAnn});
}

TEST_CASE_FIXTURE(LateNames, "a name that the accounts refuse is refused, and asked for again") {
  hub.execute(kAnn, Rename{"Ann"});
  accounts.answer(Answer::refused);
  CHECK(delivery.take(kAnn) == Lines{taken("Ann"), "name?"});
  CHECK(delivery.finished_commands == std::vector{kAnn});
  CHECK(hub.size() == 0);
}

TEST_CASE_FIXTURE(LateNames, "an answer for a name that was taken meanwhile comes too late") {
  hub.execute(kAnn, Rename{"Ann"});
  hub.execute(kBob, Rename{"Ann"});
  accounts.answer(Answer::allowed);
  accounts.answer(Answer::allowed);
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann"});
  CHECK(delivery.take(kBob) == Lines{taken("Ann"), "name?"});
}

TEST_CASE_FIXTURE(LateNames, "an answer for a client that has gone is ignored") {
  hub.execute(kAnn, Rename{"Ann"});
  hub.remove(kAnn);
  accounts.answer(Answer::allowed);
  CHECK(hub.size() == 0);
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE_FIXTURE(LateNames, "an invalid name is refused without a question") {
  CHECK(hub.execute(kAnn, Rename{"a b"}) == CommandResult::done);
  CHECK(accounts.questions.empty());
}

}  // namespace
}  // namespace tertulia::chat::hub_pending_test
