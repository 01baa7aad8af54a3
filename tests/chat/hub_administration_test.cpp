#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

/// The administrator's commands for registered names, and what bans, mutes and guests mean for
/// them.
namespace tertulia::chat::hub_administration_test {
namespace {

using support::EventWriter;
using support::Lines;
using Action = ManageAccount::Action;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kRoot{3};
constexpr MemberId kConsole{4};

std::string refused(Problem problem, std::string_view subject = {}) {
  return EventWriter{}(Refused{problem, subject});
}

/// Ann is registered, and Root is an administrator, as the console is.
struct AdministrationFixture {
  AdministrationFixture() {
    delivery.trusted[kRoot] = Trust::administrator;
    delivery.trusted[kConsole] = Trust::console;
    hub.execute(kRoot, Rename{"Root"});
    hub.execute(kAnn, Rename{"Ann"});
    hub.execute(kAnn, Register{"secret of Ann"});
    delivery.forget();
  }
  Lines asked(MemberId who, const Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }
  const Account* account(std::string_view name) {
    return hub.registry().find(std::get<Name>(Name::parse(name)));
  }

  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  support::LateAccounts accounts{support::LateAccounts::Mode::at_once};
  Hub hub{delivery, log, accounts};
};

TEST_CASE_FIXTURE(AdministrationFixture, "a name is registered for its owner") {
  for (const auto who : {kRoot, kConsole}) {
    const auto* name = who == kRoot ? "Zoe" : "Yan";
    CHECK(asked(who, ManageAccount{Action::add, name}) ==
          Lines{"password of " + std::string(name) + " made password"});
    REQUIRE(account(name) != nullptr);
    CHECK(account(name)->password == "hash of made password");
  }
  CHECK(asked(kBob, Rename{"Zoe", "made password"}) == Lines{"welcome Zoe"});
}

TEST_CASE_FIXTURE(AdministrationFixture, "a reset replaces all proofs") {
  accounts.keys[kAnn] = "SHA256:" + std::string(43, 'k');
  asked(kAnn, AddKey{});
  REQUIRE(account("Ann")->keys.size() == 1);
  asked(kConsole, ManageAccount{Action::reset, "ann"});
  CHECK(account("Ann")->keys.empty());
  CHECK(account("Ann")->password == "hash of made password");
}

TEST_CASE_FIXTURE(AdministrationFixture, "who has a name that is removed is a guest") {
  CHECK(asked(kConsole, ManageAccount{Action::remove, "Ann"}).size() == 1);
  CHECK(account("Ann") == nullptr);
  CHECK(hub.name_of(kAnn) == "Ann");
  CHECK(hub.account_of(kAnn) == AccountId{});
  CHECK(asked(kConsole, ManageAccount{Action::list}) == Lines{"accounts"});
}

/// Story: an administrator removed a name, and gave another a new password. Nobody told the first
/// owner; the second was told to go on over another connection, which there was not.
TEST_CASE_FIXTURE(AdministrationFixture, "owners learn what the administrator did") {
  using Change = AccountChanged::Change;
  const auto changed = [](Change change) { return EventWriter{}(AccountChanged{change, "Ann"}); };
  asked(kBob, Rename{"Ann", "secret of Ann"});
  asked(kBob, Rename{"Bob"});
  asked(kAnn, Rename{"Ann", "secret of Ann"});
  asked(kRoot, ManageAccount{Action::reset, "Ann"});
  CHECK(delivery.take(kBob) == Lines{changed(Change::reset)});
  CHECK(delivery.take(kAnn) ==
        Lines{changed(Change::reset), EventWriter{}(Closing{CloseReason::reset})});
  asked(kAnn, Rename{"Ann", "made password"});
  CHECK(asked(kRoot, ManageAccount{Action::remove, "Ann"}) == Lines{changed(Change::revoked)});
  CHECK(delivery.take(kAnn) == Lines{changed(Change::taken)});
}

/// Story: an administrator's client asked for the names of a server that had thousands. The answer
/// was larger than its queue, and it was closed.
TEST_CASE_FIXTURE(AdministrationFixture, "a long list of names fits into the asker's queue") {
  for (int i = 0; i < 150; ++i) {
    const auto name = "name-" + std::to_string(i);
    asked(kConsole, ManageAccount{Action::add, name});
  }
  const auto list_for = [this](MemberId who) {
    return asked(who, ManageAccount{Action::list}).front();
  };
  const auto rows = [](std::string_view list) { return std::ranges::count(list, '-'); };
  CHECK(rows(list_for(kConsole)) == 150);
  CHECK(list_for(kConsole).starts_with("accounts name-149 password 0  name-148 "));
  CHECK(rows(list_for(kRoot)) == 100);
  CHECK(list_for(kRoot).ends_with(" +"));
  hub.set_answer_limit(1'000);
  CHECK(rows(list_for(kRoot)) == 3);
}

TEST_CASE_FIXTURE(AdministrationFixture, "what the administrator cannot do") {
  hub.execute(kBob, Rename{"Bob"});
  const auto ask = [this](Action action, std::string_view name) {
    return asked(kConsole, ManageAccount{action, name});
  };
  CHECK(ask(Action::add, "Ann") == Lines{refused(Problem::registered_before, "Ann")});
  CHECK(ask(Action::add, "Bob") == Lines{refused(Problem::name_taken, "Bob")});
  CHECK(ask(Action::add, "a b") == Lines{refused(Problem::name_character, "a b")});
  CHECK(ask(Action::reset, "Bob") == Lines{refused(Problem::not_registered, "Bob")});
  CHECK(ask(Action::remove, "Bob") == Lines{refused(Problem::not_registered, "Bob")});
}

TEST_CASE_FIXTURE(AdministrationFixture, "an operator is no administrator") {
  asked(kRoot, SetServerOperator{"Ann", true});
  CHECK(asked(kAnn, ManageAccount{Action::reset, "Root"}) ==
        Lines{refused(Problem::not_administrator)});
  hub.execute(kBob, Rename{"Bob"});
  CHECK(asked(kBob, ManageAccount{Action::list}) == Lines{refused(Problem::not_administrator)});
  CHECK_FALSE(hub.roles_of(kAnn).has(Role::administrator));
}

TEST_CASE_FIXTURE(AdministrationFixture, "the administrator registers an operator's name") {
  hub.set_configured_operators({std::get<Name>(Name::parse("Root"))});
  CHECK(asked(kRoot, Register{"secret of Root"}).size() == 1);
  CHECK(account("Root") != nullptr);
}

TEST_CASE_FIXTURE(AdministrationFixture, "a ban of a name is a ban of its account") {
  asked(kAnn, Rename{"Eve"});
  asked(kRoot, SetBan{.target = "Eve"});
  CHECK(hub.name_of(kAnn).empty());
  asked(kBob, Rename{"Ann", "secret of Ann"});
  CHECK(hub.name_of(kBob).empty());
}

/// Story: the owner of an account was banned under another name, and that name was banned again.
/// The account came in.
TEST_CASE_FIXTURE(AdministrationFixture, "a second ban of a name is one of its account, too") {
  asked(kAnn, Rename{"Eve"});
  asked(kRoot, SetBan{.target = "Eve"});
  asked(kRoot, SetBan{.target = "Eve", .reason = "spam"});
  asked(kBob, Rename{"Ann", "secret of Ann"});
  CHECK(hub.name_of(kBob).empty());
}

/// Story: a user with two connections was banned. The second one counted as a neighbour at the same
/// address, which stayed free.
TEST_CASE_FIXTURE(AdministrationFixture, "all sessions of a banned account leave its address") {
  asked(kAnn, Rename{"Eve"});
  asked(kBob, Rename{"Ann", "secret of Ann"});
  delivery.addresses[kAnn] = delivery.addresses[kBob] = "192.0.2.1";
  asked(kRoot, SetBan{.target = "Ann"});
  CHECK(hub.size() == 1);
  CHECK(hub.bans().find(*base::Network::parse("192.0.2.1"), log.time) != nullptr);
}

/// Story: an operator was away, or had another name. Another one banned it by mistake, without
/// `force`.
TEST_CASE_FIXTURE(AdministrationFixture, "no slip bans an operator that is away or renamed") {
  asked(kRoot, SetServerOperator{"Ann", true});
  asked(kAnn, Rename{"Eve"});
  delivery.addresses[kAnn] = "192.0.2.1";
  for (const auto* target : {"Ann", "Eve", "192.0.2.1"}) {
    CAPTURE(target);
    CHECK(asked(kRoot, SetBan{.target = target}) == Lines{refused(Problem::bans_operator, target)});
  }
  CHECK(asked(kRoot, SetMute{.name = "Eve", .on = true}) ==
        Lines{refused(Problem::runs_server, "Eve")});
  hub.remove(kAnn);
  CHECK(asked(kRoot, SetBan{.target = "Ann"}) == Lines{refused(Problem::bans_operator, "Ann")});
  CHECK(hub.bans().empty());
  asked(kRoot, SetBan{.target = "Ann", .force = true});
  CHECK(hub.bans().size() == 1);
}

TEST_CASE_FIXTURE(AdministrationFixture, "no slip bans oneself by an account") {
  delivery.trusted[kAnn] = Trust::administrator;
  asked(kAnn, Rename{"Eve"});
  for (const auto* target : {"Ann", "Eve"}) {
    CHECK(asked(kAnn, SetBan{.target = target}) == Lines{refused(Problem::bans_itself, target)});
  }
}

TEST_CASE_FIXTURE(AdministrationFixture, "a mute goes with the account to another session") {
  asked(kRoot, SetMute{.name = "Ann", .on = true});
  hub.remove(kAnn);
  asked(kBob, Rename{"Ann", "secret of Ann"});
  CHECK(asked(kBob, Say{"hello"}) == Lines{refused(Problem::muted)});
}

/// Story: a registered user was muted, and left. Nobody could end the mute until it came back, and
/// never after its name was removed.
TEST_CASE_FIXTURE(AdministrationFixture, "the mute of who is away can be ended") {
  const SetMute unmute{.name = "ann", .on = false};
  asked(kRoot, SetMute{.name = "Ann", .on = true});
  hub.remove(kAnn);
  CHECK(asked(kRoot, unmute) == Lines{"someone is unmuted Ann by Root"});
  CHECK(asked(kRoot, unmute) == Lines{refused(Problem::not_muted, "Ann")});

  asked(kBob, Rename{"Ann", "secret of Ann"});
  asked(kRoot, SetMute{.name = "Ann", .on = true});
  hub.remove(kBob);
  asked(kConsole, ManageAccount{Action::remove, "Ann"});
  CHECK(asked(kRoot, unmute) == Lines{"someone is unmuted Ann by Root"});
  CHECK(asked(kRoot, AskBans{}) == Lines{"bans of 0"});
}

/// Story: a muted user gave up its name, spoke as a guest, and registered the name again.
TEST_CASE_FIXTURE(AdministrationFixture, "who is muted keeps the name, and registers none") {
  hub.execute(kBob, Rename{"Bob"});
  for (const auto* name : {"Ann", "Bob"}) asked(kRoot, SetMute{.name = name, .on = true});
  CHECK(asked(kAnn, Unregister{}) == Lines{refused(Problem::muted)});
  CHECK(asked(kBob, Register{"secret of Bob"}) == Lines{refused(Problem::muted)});
  CHECK(account("Ann") != nullptr);
  CHECK(account("Bob") == nullptr);
}

TEST_CASE_FIXTURE(AdministrationFixture, "a mute counts for a name that waits for the log") {
  hub.execute(kBob, Rename{"Bob"});
  log.set_mode(support::ScriptedLog::Mode::later);
  for (const auto* name : {"Ann", "Bob"}) hub.execute(kRoot, SetMute{.name = name, .on = true});
  hub.execute(kAnn, Unregister{});
  hub.execute(kBob, Register{"secret of Bob"});
  log.give_back_all();
  CHECK(account("Ann") != nullptr);
  CHECK(account("Bob") == nullptr);
}

TEST_CASE_FIXTURE(AdministrationFixture, "without guests, registered users still come in") {
  asked(kRoot, SetGuests{false});
  hub.remove(kAnn);
  CHECK(asked(kBob, Rename{"Bob"}).front() == refused(Problem::guests_not_allowed, "Bob"));
  CHECK(asked(kBob, Rename{"Ann", "secret of Ann"}) == Lines{"welcome Ann"});
}

}  // namespace
}  // namespace tertulia::chat::hub_administration_test
