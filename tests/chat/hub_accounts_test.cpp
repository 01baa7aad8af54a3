#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

/// Names that belong to somebody.
namespace tertulia::chat::hub_accounts_test {
namespace {

using support::EventWriter;
using support::Lines;

constexpr MemberId kAnn{1};
constexpr MemberId kBob{2};
constexpr MemberId kCid{3};
constexpr auto* kSecret = "secret of Ann";
const std::string kKey = "SHA256:" + std::string(43, 'k');
const std::string kOtherKey = "SHA256:" + std::string(43, 'o');

std::string refused(Problem problem, std::string_view subject = {}) {
  return EventWriter{}(Refused{problem, subject});
}
std::string changed(AccountChanged::Change change, std::string_view subject) {
  return EventWriter{}(AccountChanged{change, subject});
}

using Change = AccountChanged::Change;

struct AccountsFixture {
  Lines asked(MemberId who, const Command& command) {
    delivery.forget();
    hub.execute(who, command);
    return delivery.take(who);
  }
  /// Ann is here, and has registered her name.
  void register_ann() {
    asked(kAnn, Rename{"Ann"});
    CHECK(asked(kAnn, Register{kSecret}) == Lines{changed(Change::registered, "Ann")});
    account = hub.account_of(kAnn);
  }
  void leave(MemberId who) {
    hub.remove(who);
    delivery.forget();
  }

  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  support::LateAccounts accounts{support::LateAccounts::Mode::at_once};
  Hub hub{delivery, log, accounts};
  AccountId account{};
};

TEST_CASE_FIXTURE(AccountsFixture, "a name is registered once, and its hash is kept") {
  register_ann();
  CHECK(delivery.account_changes == std::vector{account});
  REQUIRE(hub.registry().find(account) != nullptr);
  CHECK(hub.registry().find(account)->password == "hash of secret of Ann");
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::registered_before, "Ann")});
  CHECK(hub.roles_of(kAnn).has(Role::registered));
}

TEST_CASE_FIXTURE(AccountsFixture, "the owner comes back with the password that is asked for") {
  register_ann();
  leave(kAnn);
  CHECK(asked(kBob, Rename{"ann"}) == Lines{"password? ann"});
  CHECK(asked(kBob, GivePassword{"secret of Eve"}) == Lines{"password again? ann"});
  CHECK(asked(kBob, GivePassword{kSecret}) == Lines{"welcome ann"});
  CHECK(hub.account_of(kBob) == account);
}

TEST_CASE_FIXTURE(AccountsFixture, "after three wrong passwords the session ends") {
  register_ann();
  leave(kAnn);
  asked(kBob, Rename{"Ann"});
  asked(kBob, GivePassword{"secret of Eve"});
  CHECK(asked(kBob, Rename{"Ann", "secret of Eve"}) == Lines{"password again? Ann"});
  CHECK(asked(kBob, GivePassword{"secret of Eve"}) ==
        Lines{refused(Problem::too_many_tries, "Ann")});
  CHECK(delivery.expelled == std::vector{kBob});
}

TEST_CASE_FIXTURE(AccountsFixture, "an empty password asks for another name") {
  register_ann();
  asked(kBob, Rename{"Ann"});
  CHECK(asked(kBob, GivePassword{""}) == Lines{refused(Problem::name_taken, "Ann"), "name?"});
  CHECK(asked(kBob, GivePassword{kSecret}).empty());
  CHECK(asked(kBob, Rename{"Bob"}) == Lines{"welcome Bob"});
}

TEST_CASE_FIXTURE(AccountsFixture, "no password is asked for where others could read it") {
  register_ann();
  leave(kAnn);
  accounts.safe = false;
  CHECK(asked(kBob, Rename{"Ann"}) == Lines{refused(Problem::password_unsafe, "Ann"), "name?"});
  CHECK(asked(kBob, Rename{"Ann", kSecret}) ==
        Lines{refused(Problem::password_unsafe, "Ann"), "name?"});
  asked(kCid, Rename{"Cid"});
  CHECK(asked(kCid, Register{"secret of Cid"}) == Lines{refused(Problem::password_unsafe, "Cid")});
}

TEST_CASE_FIXTURE(AccountsFixture, "the owner takes the name from another connection") {
  register_ann();
  asked(kBob, Rename{"Bob"});
  asked(kCid, Rename{"Ann"});
  CHECK(asked(kCid, GivePassword{kSecret}) == Lines{"welcome Ann"});
  CHECK(delivery.take(kAnn) == Lines{"closing 3"});
  CHECK(delivery.expelled == std::vector{kAnn});
  hub.send_pending_notices(kLobby);
  CHECK(delivery.take(kBob) == Lines{"left Ann", "joined Ann"});
  CHECK(hub.size() == 2);
}

TEST_CASE_FIXTURE(AccountsFixture, "a member takes the name back from its own ghost") {
  register_ann();
  asked(kBob, Rename{"Anna"});
  CHECK(asked(kBob, Rename{"Ann"}) == Lines{"password? Ann"});
  const auto seen = asked(kBob, GivePassword{kSecret});
  CHECK(seen.back() == "renamed Anna Ann");
  CHECK(delivery.expelled == std::vector{kAnn});
  CHECK(hub.id_of("Ann") == kBob);
}

TEST_CASE_FIXTURE(AccountsFixture, "who has proved to own a name goes back to it without a proof") {
  register_ann();
  asked(kAnn, Rename{"Eve"});
  CHECK(hub.account_of(kAnn) == AccountId{});
  CHECK(hub.proved_account(kAnn) == account);
  CHECK_FALSE(hub.roles_of(kAnn).has(Role::registered));
  CHECK(asked(kAnn, Unregister{}) == Lines{refused(Problem::not_registered, "Eve")});
  CHECK(asked(kAnn, Rename{"Ann"}) == Lines{"renamed Eve Ann"});
  CHECK(hub.account_of(kAnn) == account);
}

TEST_CASE_FIXTURE(AccountsFixture, "a key is a proof without a question") {
  accounts.keys[kAnn] = accounts.keys[kCid] = kKey;
  asked(kAnn, Rename{"Ann"});
  CHECK(asked(kAnn, Register{}) == Lines{changed(Change::registered, "Ann")});
  leave(kAnn);
  CHECK(asked(kBob, Rename{"Ann"}) == Lines{refused(Problem::key_required, "Ann"), "name?"});
  CHECK(asked(kCid, Rename{"Ann"}) == Lines{"welcome Ann"});
}

TEST_CASE_FIXTURE(AccountsFixture, "keys are added, listed and removed") {
  register_ann();
  CHECK(asked(kAnn, AddKey{}) == Lines{refused(Problem::no_key)});
  CHECK(asked(kAnn, AddKey{"SHA256:x"}) == Lines{refused(Problem::bad_key, "SHA256:x")});
  accounts.keys[kAnn] = kKey;
  CHECK(asked(kAnn, AddKey{}) == Lines{changed(Change::key_added, kKey)});
  CHECK(asked(kAnn, AddKey{}) == Lines{refused(Problem::known_key, kKey)});
  asked(kAnn, AddKey{kOtherKey});
  CHECK(asked(kAnn, ListKeys{}) == Lines{"keys *" + kKey + " " + kOtherKey});
  CHECK(asked(kAnn, RemoveKey{kOtherKey}) == Lines{changed(Change::key_removed, kOtherKey)});
  CHECK(asked(kAnn, RemoveKey{kOtherKey}) == Lines{refused(Problem::unknown_key, kOtherKey)});
}

TEST_CASE_FIXTURE(AccountsFixture, "the last proof of a name cannot be removed") {
  accounts.keys[kAnn] = kKey;
  asked(kAnn, Rename{"Ann"});
  asked(kAnn, Register{});
  CHECK(asked(kAnn, RemoveKey{kKey}) == Lines{refused(Problem::last_key, kKey)});
  CHECK(asked(kAnn, ChangePassword{"another secret"}) == Lines{changed(Change::password, "Ann")});
  CHECK(asked(kAnn, RemoveKey{kKey}) == Lines{changed(Change::key_removed, kKey)});
}

TEST_CASE_FIXTURE(AccountsFixture, "a new password counts at once") {
  register_ann();
  asked(kAnn, ChangePassword{"another secret"});
  leave(kAnn);
  asked(kBob, Rename{"Ann"});
  CHECK(asked(kBob, GivePassword{kSecret}) == Lines{"password again? Ann"});
  CHECK(asked(kBob, GivePassword{"another secret"}) == Lines{"welcome Ann"});
}

TEST_CASE_FIXTURE(AccountsFixture, "a name that is given up is free") {
  register_ann();
  CHECK(asked(kAnn, Unregister{}) == Lines{changed(Change::unregistered, "Ann")});
  CHECK(hub.registry().size() == 0);
  CHECK(hub.account_of(kAnn) == AccountId{});
  CHECK(delivery.account_changes == std::vector{account, account});
  leave(kAnn);
  CHECK(asked(kBob, Rename{"Ann"}) == Lines{"welcome Ann"});
}

TEST_CASE_FIXTURE(AccountsFixture, "what cannot be registered") {
  asked(kAnn, Rename{"Ann"});
  CHECK(asked(kAnn, Register{"1234567"}) == Lines{refused(Problem::password_length, "Ann")});
  CHECK(asked(kAnn, Register{std::string(257, 'x')}) ==
        Lines{refused(Problem::password_length, "Ann")});
  CHECK(asked(kAnn, Register{}) == Lines{refused(Problem::no_key, "Ann")});
  accounts.no_registration = Problem::registered_enough;
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::registered_enough, "Ann")});
  accounts.no_registration.reset();
  hub.set_configured_operators({std::get<Name>(Name::parse("ann"))});
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::operator_name, "Ann")});
  hub.set_configured_operators({});
  hub.set_max_accounts(0);
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::too_many_accounts, "Ann")});
  accounts.keeps = false;
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::not_kept, "Ann")});
  CHECK(hub.registry().size() == 0);
}

TEST_CASE_FIXTURE(AccountsFixture, "a client that is renamed while its password is hashed") {
  support::LateAccounts late;
  Hub other(delivery, log, late);
  other.execute(kAnn, Rename{"Ann"});
  CHECK(other.execute(kAnn, Register{kSecret}) == CommandResult::pending);
  log.set_mode(support::ScriptedLog::Mode::later);
  late.answer();
  log.insert({.author = kAnn, .change = RenameEntry{std::get<Name>(Name::parse("Eve"))}});
  delivery.forget();
  log.give_back_all();
  CHECK(delivery.take(kAnn) == Lines{refused(Problem::name_taken, "Ann")});
  CHECK(other.registry().size() == 0);
}

TEST_CASE_FIXTURE(AccountsFixture, "a guest's rooms are the account's after the registration") {
  asked(kAnn, Rename{"Ann"});
  asked(kAnn, EnterRoom{"games"});
  const auto games = hub.current_room(kAnn);
  asked(kAnn, Register{kSecret});
  CHECK(hub.archived(games).founder_account == hub.account_of(kAnn));
  leave(kAnn);
  CHECK(hub.room_count() == 2);
  asked(kBob, Rename{"Bob"});
  asked(kBob, EnterRoom{"games"});
  CHECK(asked(kBob, Topic{"mine"}) == Lines{refused(Problem::not_operator, "games")});
  asked(kCid, Rename{"Ann", kSecret});
  asked(kCid, EnterRoom{"games"});
  CHECK(asked(kCid, Topic{"Chess"}) == Lines{"#games topic Chess by Ann"});
  leave(kBob);
  leave(kCid);
  CHECK(hub.archived(games).topic == "Chess");
  asked(kBob, Rename{"Ann", kSecret});
  asked(kBob, Unregister{});
  CHECK(hub.room_count() == 1);
}

TEST_CASE_FIXTURE(AccountsFixture, "invitations, rights and kicks follow the account") {
  register_ann();
  asked(kBob, Rename{"Bob"});
  asked(kBob, EnterRoom{"games"});
  asked(kBob, SetPrivate{true});
  asked(kBob, Invite{"Ann", true});
  leave(kAnn);
  asked(kCid, Rename{"Ann", kSecret});
  CHECK(asked(kCid, EnterRoom{"games"}).front() == "entered games Bob,Ann ");
  asked(kBob, SetOperator{"Ann", true});
  leave(kCid);
  asked(kAnn, Rename{"Ann", kSecret});
  asked(kAnn, EnterRoom{"games"});
  CHECK(asked(kAnn, Topic{"Chess"}) == Lines{"#games topic Chess by Ann"});
  asked(kBob, SetOperator{"Ann", false});
  asked(kBob, Kick{"Ann", {}});
  leave(kAnn);
  asked(kCid, Rename{"Ann", kSecret});
  CHECK(asked(kCid, EnterRoom{"games"}) == Lines{refused(Problem::kicked_out, "games")});
}

TEST_CASE_FIXTURE(AccountsFixture, "an account makes no more rooms that stay than it may") {
  register_ann();
  for (std::size_t i = 0; i < Hub::kMaxFounded; ++i) {
    asked(kAnn, EnterRoom{"room" + std::to_string(i)});
    asked(kAnn, LeaveRoom{});
  }
  CHECK(hub.room_count() == Hub::kMaxFounded + 1);
  CHECK(asked(kAnn, EnterRoom{"games"}) == Lines{refused(Problem::too_many_founded, "games")});
}

TEST_CASE_FIXTURE(AccountsFixture, "operators are made by operators, and by the configuration") {
  register_ann();
  asked(kBob, Rename{"Bob"});
  asked(kBob, Register{"secret of Bob"});
  CHECK(asked(kAnn, SetServerOperator{"Bob", true}) ==
        Lines{refused(Problem::not_server_operator)});
  hub.set_configured_operators({std::get<Name>(Name::parse("Ann"))});
  CHECK(hub.roles_of(kAnn).has(Role::server_operator));
  CHECK(asked(kAnn, SetServerOperator{"Bob", true}) == Lines{"server operator Bob by Ann (you)"});
  CHECK(delivery.take(kBob) == Lines{"server operator Bob by Ann "});
  CHECK(hub.roles_of(kBob).has(Role::server_operator));
  CHECK(asked(kBob, SetServerOperator{"Ann", false}) ==
        Lines{refused(Problem::configured_operator, "Ann")});
  CHECK(asked(kBob, SetServerOperator{"Bob", true}) ==
        Lines{refused(Problem::server_operator_before, "Bob")});
  CHECK(asked(kBob, SetServerOperator{"Cid", true}) ==
        Lines{refused(Problem::not_registered, "Cid")});
  CHECK(asked(kAnn, SetServerOperator{"Bob", false}) ==
        Lines{"no server operator Bob by Ann (you)"});
  CHECK_FALSE(hub.roles_of(kBob).has(Role::server_operator));
}

TEST_CASE_FIXTURE(AccountsFixture, "/unregister ends the rights of an operator") {
  register_ann();
  hub.set_configured_operators({std::get<Name>(Name::parse("Ann"))});
  asked(kAnn, Unregister{});
  CHECK_FALSE(hub.roles_of(kAnn).has(Role::server_operator));
  CHECK(asked(kAnn, Register{kSecret}) == Lines{refused(Problem::operator_name, "Ann")});
}

TEST_CASE_FIXTURE(AccountsFixture, "/whois shows what the asker may know") {
  register_ann();
  asked(kBob, Rename{"Bob"});
  asked(kAnn, EnterRoom{"games"});
  asked(kAnn, EnterRoom{"hidden"});
  asked(kAnn, SetPrivate{true});
  CHECK(asked(kBob, AskWhois{"ann"}) == Lines{"whois Ann registered here user lobby,games"});
  CHECK(asked(kAnn, AskWhois{"Ann"}) == Lines{"whois Ann registered here user lobby,games,hidden"});
  CHECK(asked(kAnn, AskWhois{"Bob"}) == Lines{"whois Bob guest here user lobby"});
  CHECK(asked(kBob, AskWhois{"Cid"}) == Lines{refused(Problem::no_such_member, "Cid")});
  leave(kAnn);
  CHECK(asked(kBob, AskWhois{"Ann"}) == Lines{"whois Ann registered away user "});
}

TEST_CASE_FIXTURE(AccountsFixture, "what an archive has is there after a restart") {
  register_ann();
  ArchivedState state;
  state.accounts = {to_archive(*hub.registry().find(account)),
                    support::archived_account(70, "ann", "of a namesake"),
                    support::archived_account(71, "a b", "of no name"),
                    support::archived_account(0, "Zoe", "of no account")};
  state.sessions = {
      {.id = kAnn, .token = {}, .name = "Ann", .host = {}, .rooms = {}, .account = account},
      {.id = kBob, .token = {}, .name = "Bob", .host = {}, .rooms = {}, .account = account}};
  state.rooms = {{.id = RoomId{50}, .name = "games", .topic = "Chess", .founder_account = account},
                 {.id = RoomId{51}, .name = "gone", .topic = "", .founder_account = AccountId{99}}};
  Hub other(delivery, log, accounts);
  other.restore(state);
  CHECK(other.registry().size() == 1);
  CHECK(other.account_of(kAnn) == account);
  CHECK(other.account_of(kBob) == AccountId{});
  CHECK(other.proved_account(kBob) == account);
  CHECK(other.room_count() == 2);
}

TEST_CASE_FIXTURE(AccountsFixture, "a session that has another's registered name is not restored") {
  ArchivedState state;
  state.accounts = {support::archived_account(5, "Ann", kSecret)};
  state.sessions = {{.id = kBob, .token = {}, .name = "Ann", .host = {}, .rooms = {}}};
  hub.restore(state);
  CHECK(hub.size() == 0);
}

}  // namespace
}  // namespace tertulia::chat::hub_accounts_test
