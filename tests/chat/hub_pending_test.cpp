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
using Proof = Accounts::Proof;

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

/// Ann and Bob are registered.
ArchivedState registered() {
  ArchivedState state;
  state.accounts = {support::archived_account(5, "Ann", "secret of Ann"),
                    support::archived_account(6, "Bob", "secret of Bob")};
  return state;
}

TEST_CASE("a log and accounts that outlive their hub call it no more") {
  support::RecordingDelivery delivery;
  ScriptedLog log{ScriptedLog::Mode::later};
  support::LateAccounts accounts;
  {
    Hub hub(delivery, log, accounts);
    hub.restore(registered());
    hub.execute(kAnn, Rename{"Ann", "secret of Ann"});
    accounts.answer();
    hub.execute(kBob, Rename{"Bob", "secret of Bob"});
  }
  log.give_back_all();
  accounts.answer();
  CHECK(delivery.take(kAnn).empty());
}

struct LateNames {
  LateNames() { hub.restore(registered()); }
  CommandResult ask(MemberId client, std::string_view name, std::string_view password) {
    return hub.execute(client, Rename{name, password});
  }

  support::RecordingDelivery delivery;
  ScriptedLog log;
  support::LateAccounts accounts;
  Hub hub{delivery, log, accounts};
};

TEST_CASE_FIXTURE(LateNames, "a registered name is pending until the password is checked") {
  CHECK(ask(kAnn, "Ann", "secret of Ann") == CommandResult::pending);
  REQUIRE(accounts.questions.size() == 1);
  CHECK(delivery.take(kAnn).empty());
  accounts.answer();
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann"});
  CHECK(delivery.finished_commands == std::vector{kAnn});
  CHECK(hub.account_of(kAnn) == AccountId{5});
}

// The question was over, and the password that the user typed once more was said in a room.
TEST_CASE_FIXTURE(LateNames, "a password that is not checked is asked for again") {
  ask(kAnn, "Ann", "secret of Ann");
  accounts.answer(Proof::refused);
  CHECK(delivery.take(kAnn) == Lines{"password again? Ann"});
  CHECK(delivery.finished_commands == std::vector{kAnn});
  CHECK(hub.size() == 0);
}

TEST_CASE_FIXTURE(LateNames, "of two clients with the password, the later one has the name") {
  ask(kAnn, "Ann", "secret of Ann");
  ask(kBob, "Ann", "secret of Ann");
  accounts.answer();
  accounts.answer();
  CHECK(delivery.take(kAnn) == Lines{"welcome Ann", "closing 3"});
  CHECK(delivery.expelled == std::vector{kAnn});
  CHECK(delivery.take(kBob) == Lines{"welcome Ann"});
  CHECK(hub.size() == 1);
}

TEST_CASE_FIXTURE(LateNames, "an answer for a client that has gone is ignored") {
  ask(kAnn, "Ann", "secret of Ann");
  hub.remove(kAnn);
  accounts.answer();
  CHECK(hub.size() == 0);
  CHECK(delivery.finished_commands.empty());
}

TEST_CASE_FIXTURE(LateNames, "the right password of an account that is gone makes a guest") {
  ask(kAnn, "Ann", "secret of Ann");
  accounts.answer();
  ask(kBob, "Ann", "secret of Ann");
  hub.execute(kAnn, Unregister{});
  hub.execute(kAnn, Rename{"Cid"});
  delivery.forget();
  accounts.answer();
  CHECK(delivery.take(kBob) == Lines{"welcome Ann"});
  CHECK(hub.account_of(kBob) == AccountId{});
}

TEST_CASE_FIXTURE(LateNames, "an invalid name is refused without a question") {
  CHECK(ask(kAnn, "a b", "secret of Ann") == CommandResult::done);
  CHECK(accounts.questions.empty());
}

}  // namespace
}  // namespace tertulia::chat::hub_pending_test
