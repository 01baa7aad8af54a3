#include <string>
#include <variant>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

/// What a client has proved, for how long that counts, and what was tried against it.
namespace tertulia::chat::hub_proofs_test {
namespace {

using support::EventWriter;
using support::Lines;

constexpr MemberId kAnn{1};
constexpr MemberId kEve{2};
constexpr MemberId kBob{3};
constexpr MemberId kConsole{4};
constexpr AccountId kAnns{1'000};  // no entry of a test has it
constexpr auto* kSecret = "secret of Ann";
const std::string kKey = "SHA256:" + std::string(43, 'k');

Name name(std::string_view text) { return std::get<Name>(Name::parse(text)); }
std::string refused(Problem problem, std::string_view subject = {}) {
  return EventWriter{}(Refused{problem, subject});
}

/// Ann is registered, and an administrator is at the console.
struct ProofsFixture {
  explicit ProofsFixture(support::LateAccounts::Mode mode = support::LateAccounts::Mode::at_once)
      : accounts(mode) {
    delivery.trusted[kConsole] = Trust::console;
    ArchivedState state;
    state.accounts = {support::archived_account(1'000, "Ann", kSecret)};
    state.accounts.front().keys = {kKey};
    hub.restore(state);
  }
  Lines asked(MemberId who, const Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }

  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  support::LateAccounts accounts;
  Hub hub{delivery, log, accounts};
};

struct LateFixture : ProofsFixture {
  LateFixture() : ProofsFixture(support::LateAccounts::Mode::later) {}
};

// A thief who knew the password took another name, waited until the owner had a new password, and
// went back to the name without it.
TEST_CASE_FIXTURE(ProofsFixture, "who has proved a former password has to prove the new one") {
  asked(kEve, Rename{"Ann", kSecret});
  asked(kEve, Rename{"Eve"});
  asked(kAnn, Rename{"Ann", kSecret});
  CHECK(hub.proved_account(kEve) == kAnns);
  SUBCASE("a new password") { asked(kAnn, ChangePassword{"another secret"}); }
  SUBCASE("a key less") { asked(kAnn, RemoveKey{kKey}); }
  SUBCASE("a reset") {
    asked(kConsole, ManageAccount{ManageAccount::Action::reset, "Ann"});
    CHECK(delivery.expelled.back() == kAnn);
    CHECK(hub.id_of("Ann") == MemberId{});
  }
  CHECK(delivery.changed_proofs == std::vector{kEve});
  CHECK(hub.proved_account(kEve) == AccountId{});
  CHECK(asked(kEve, Rename{"Ann"}) == Lines{"password? Ann"});
}

TEST_CASE_FIXTURE(ProofsFixture, "the owner who changes a proof need not prove anything anew") {
  asked(kAnn, Rename{"Ann", kSecret});
  asked(kAnn, ChangePassword{"another secret"});
  asked(kAnn, RemoveKey{kKey});
  CHECK(hub.account_of(kAnn) == kAnns);
  asked(kAnn, AddKey{kKey});
  CHECK(delivery.changed_proofs.empty());
  CHECK(delivery.expelled.empty());
}

// A thief tried the former password while others were tried, too. It was checked after the reset,
// and was right.
TEST_CASE_FIXTURE(LateFixture, "a password that was replaced during its check is wrong") {
  asked(kEve, Rename{"Ann", kSecret});
  log.insert({.author = kConsole, .change = GrantEntry{name("Ann"), "hash of another", false}});
  delivery.forget();
  accounts.answer();
  CHECK(delivery.take(kEve) == Lines{"password again? Ann"});
  CHECK(hub.proved_account(kEve) == AccountId{});
}

// Who owned a name could go back to it after two wrong passwords of another, and had three more.
TEST_CASE_FIXTURE(ProofsFixture, "the wrong passwords of a member count for its whole session") {
  asked(kEve, Rename{"Eve"});
  asked(kEve, Register{"secret of Eve"});
  for (int i = 1; i < Hub::kMaxTries; ++i) {
    CHECK(asked(kEve, Rename{"Ann", "a guess"}) == Lines{"password again? Ann"});
    asked(kEve, Rename{"Zoe"});
    asked(kEve, Rename{"Eve"});
  }
  CHECK(asked(kEve, Rename{"Ann", "a guess"}) == Lines{refused(Problem::too_many_tries, "Ann")});
  CHECK(delivery.expelled == std::vector{kEve});
}

TEST_CASE_FIXTURE(ProofsFixture, "the wrong passwords of a login count afterwards") {
  asked(kBob, Rename{"Ann", "a guess"});
  asked(kBob, GivePassword{"a guess"});
  CHECK(asked(kBob, GivePassword{kSecret}) == Lines{"welcome Ann"});
  asked(kBob, Rename{"Bob"});
  asked(kBob, Register{"secret of Bob"});
  asked(kEve, Rename{"Zoe"});
  asked(kEve, Register{"secret of Zoe"});
  CHECK(asked(kBob, Rename{"Zoe", "a guess"}) == Lines{refused(Problem::too_many_tries, "Zoe")});
}

TEST_CASE_FIXTURE(LateFixture, "a registration whose password was not hashed does not count") {
  asked(kBob, Rename{"Bob"});
  asked(kBob, Register{"secret of Bob"});
  CHECK(accounts.registrations == 1);
  delivery.forget();
  accounts.answer(Accounts::Proof::refused);
  CHECK(delivery.take(kBob) == Lines{refused(Problem::passwords_busy, "Bob")});
  CHECK(accounts.registrations == 0);
  asked(kBob, Register{"secret of Bob"});
  accounts.answer();
  CHECK(accounts.registrations == 1);
  CHECK(hub.account_of(kBob) != AccountId{});
}

// A guest called "lvan" was there when "Ivan" was registered, and was taken for its owner.
TEST_CASE_FIXTURE(ProofsFixture, "no name is registered that looks like one that is here") {
  asked(kEve, Rename{"lvan"});
  asked(kBob, Rename{"ivan"});
  CHECK(asked(kBob, Register{"secret of Bob"}) == Lines{refused(Problem::name_alike, "ivan")});
  CHECK(asked(kConsole, ManageAccount{ManageAccount::Action::add, "IVAN"}) ==
        Lines{refused(Problem::name_taken, "IVAN")});
  CHECK(asked(kConsole, ManageAccount{ManageAccount::Action::add, "LVAN"}) ==
        Lines{refused(Problem::name_taken, "LVAN")});
  asked(kBob, Rename{"Bob"});
  CHECK(asked(kConsole, ManageAccount{ManageAccount::Action::add, "Ivan"}) ==
        Lines{refused(Problem::name_alike, "Ivan")});
  asked(kEve, Rename{"Eve"});
  asked(kBob, Rename{"ivan"});
  asked(kBob, Register{"secret of Bob"});
  CHECK(hub.account_of(kBob) != AccountId{});
  CHECK(asked(kEve, Rename{"lvan"}) == Lines{refused(Problem::name_alike, "lvan")});
}

TEST_CASE_FIXTURE(LateFixture, "the look is compared again when the registration is applied") {
  asked(kBob, Rename{"Ivan"});
  asked(kBob, Register{"secret of Bob"});
  asked(kEve, Rename{"lvan"});
  delivery.forget();
  accounts.answer();
  CHECK(delivery.take(kBob) == Lines{refused(Problem::name_alike, "Ivan")});
  CHECK(accounts.registrations == 0);
}

// Whose name looked like another's could not register a second name on that day, though it had
// none.
TEST_CASE_FIXTURE(ProofsFixture, "a registration that is refused for its look does not count") {
  asked(kEve, Rename{"lvan"});
  asked(kBob, Rename{"Ivan"});
  CHECK(asked(kBob, Register{"secret of Bob"}) == Lines{refused(Problem::name_alike, "Ivan")});
  CHECK(accounts.registrations == 0);
}

TEST_CASE_FIXTURE(LateFixture, "a registration that is refused when it is applied does not count") {
  asked(kBob, Rename{"Bob"});
  asked(kBob, Register{"secret of Bob"});
  CHECK(accounts.registrations == 1);
  log.set_mode(support::ScriptedLog::Mode::later);
  accounts.answer();
  auto problem = Problem::too_many_accounts;
  SUBCASE("full") { hub.set_max_accounts(1); }
  SUBCASE("renamed") {
    problem = Problem::name_taken;
    log.insert({.author = kBob, .change = RenameEntry{name("Robert")}});
  }
  SUBCASE("muted") {
    problem = Problem::muted;
    log.insert({.author = kConsole, .change = MuteEntry{kBob, {}, {}}});
  }
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kBob) == Lines{refused(problem, "Bob")});
  CHECK(accounts.registrations == 0);
}

// A database that was edited by hand had the account 0, which made every guest an operator.
TEST_CASE_FIXTURE(ProofsFixture, "the account 0 of a restored room is no guest's") {
  ArchivedState state;
  state.accounts = {support::archived_account(1'000, "Ann", kSecret)};
  state.rooms = {{.id = RoomId{50},
                  .name = "games",
                  .topic = "",
                  .is_private = true,
                  .founder_account = kAnns,
                  .operator_accounts = {AccountId{}},
                  .invited_accounts = {AccountId{}}}};
  Hub other(delivery, log, accounts);
  other.restore(state);
  other.execute(kBob, Rename{"Bob"});
  delivery.forget();
  other.execute(kBob, EnterRoom{"games"});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::room_private, "games")});
}

// A database that was edited by hand had accounts with ids that the next entries got. A name was
// said to be registered, and its owner had the account of another.
TEST_CASE_FIXTURE(ProofsFixture, "an account with an id that is used is refused") {
  ArchivedState state;
  for (std::uint64_t id = 1; id < 50; ++id) {
    state.accounts.push_back(support::archived_account(id, "name" + std::to_string(id), kSecret));
  }
  Hub other(delivery, log, accounts);
  other.restore(state);
  other.execute(kBob, Rename{"Bob"});
  delivery.forget();
  other.execute(kBob, Register{"secret of Bob"});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::registered_before, "Bob")});
  CHECK(other.proved_account(kBob) == AccountId{});
  CHECK(accounts.registrations == 0);
  other.execute(kConsole, ManageAccount{ManageAccount::Action::add, "Zoe"});
  CHECK(delivery.take(kConsole) == Lines{refused(Problem::registered_before, "Zoe")});
}

TEST_CASE_FIXTURE(ProofsFixture, "an account without a password or key is nobody's") {
  ArchivedState state;
  state.accounts = {support::archived_account(6, "Bob", "")};
  state.accounts.front().password.clear();
  Hub other(delivery, log, accounts);
  other.restore(state);
  delivery.forget();
  other.execute(kBob, Rename{"Bob", ""});
  CHECK(delivery.take(kBob) == Lines{refused(Problem::key_required, "Bob"), "name?"});
}

TEST_CASE_FIXTURE(ProofsFixture, "/whois shows an operator the address") {
  delivery.addresses[kBob] = "192.0.2.7";
  asked(kBob, Rename{"Bob"});
  asked(kAnn, Rename{"Ann", kSecret});
  CHECK(asked(kAnn, AskWhois{"Bob"}) == Lines{"whois Bob guest here user lobby"});
  CHECK(asked(kConsole, AskWhois{"Bob"}) == Lines{"whois Bob guest here user lobby at 192.0.2.7"});
}

}  // namespace
}  // namespace tertulia::chat::hub_proofs_test
