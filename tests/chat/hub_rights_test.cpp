/// Each command, tried by each kind of person: the column of the table decides.
#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <variant>

#include <doctest/doctest.h>

#include "tertulia/chat/command_table.h"
#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

namespace tertulia::chat::hub_rights_test {
namespace {

using support::EventWriter;
using support::Lines;

/// What follows the name of a command, so that only a right can be missing.
std::string arguments_of(std::string_view name) {
  if (name == "/private" || name == "/guests") return " on";
  if (name == "/history") return " 5";
  if (name == "/account" || name == "/key") return " list";
  if (name == "/join") return " #games";
  if (name == "/password" || name == "/register") return " correct horse";
  if (name == "/who" || name == "/leave" || name == "/topic") return {};
  return name == "/nick" ? " Newname" : " Cid hello";
}

struct Person {
  std::string_view kind;
  MemberId id;
  Roles roles;
};

constexpr MemberId kRita{1};
constexpr MemberId kAnn{2};
constexpr MemberId kBob{3};
constexpr MemberId kRex{4};
constexpr MemberId kOlga{5};
constexpr MemberId kOpal{6};
constexpr MemberId kCid{7};

constexpr std::array kPeople{
    Person{"guest", kBob, {}},
    Person{"guest that runs the room", kAnn, {Role::room_operator}},
    Person{"registered", kRex, {Role::registered}},
    Person{"founder", kRita, {Role::registered, Role::room_operator}},
    Person{"operator by its connection", kOlga, {Role::server_operator, Role::administrator}},
    Person{"operator by its name", kOpal, {Role::registered, Role::server_operator}},
};

/// Rita has made #games, and lets Ann run it. All are there.
struct EveryKind {
  EveryKind() {
    constexpr std::array<std::pair<MemberId, std::string_view>, 7> kNames{{{kRita, "Rita"},
                                                                           {kAnn, "Ann"},
                                                                           {kBob, "Bob"},
                                                                           {kRex, "Rex"},
                                                                           {kOlga, "Olga"},
                                                                           {kOpal, "Opal"},
                                                                           {kCid, "Cid"}}};
    for (const auto& [who, name] : kNames) hub.execute(who, Rename{name});
    for (const auto who : {kRita, kRex, kOpal}) hub.execute(who, Register{"correct horse"});
    delivery.trusted[kOlga] = Trust::administrator;
    hub.set_configured_operators({std::get<Name>(Name::parse("Opal"))});
    for (const auto& [who, name] : kNames) hub.execute(who, EnterRoom{"games"});
    hub.execute(kRita, SetOperator{"Ann", true});
    forget();
  }
  void forget() {
    delivery.forget();
    delivery.order.clear();
    delivery.logged.clear();
    delivery.account_changes.clear();
  }
  Lines typed(MemberId who, const CommandRow& row) {
    const auto line = std::string(row.name()) + arguments_of(row.name());
    forget();
    hub.execute(who, parse_command(line));
    return delivery.take(who);
  }
  bool is_refusal_of_rights(MemberId who, const std::string& answer) const {
    const std::array refusals{
        Refused{Problem::not_registered, hub.name_of(who)}, Refused{Problem::not_operator, "games"},
        Refused{Problem::not_server_operator, {}}, Refused{Problem::not_administrator, {}}};
    return std::ranges::any_of(
        refusals, [&answer](const Refused& refused) { return answer == EventWriter{}(refused); });
  }

  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  support::LateAccounts accounts{support::LateAccounts::Mode::at_once};
  Hub hub{delivery, log, accounts};
};

TEST_CASE("each command is for those whom its row names") {
  for (const auto& row : command_table()) {
    for (const auto& person : kPeople) {
      CAPTURE(row.usage);
      CAPTURE(person.kind);
      EveryKind evening;
      REQUIRE(evening.hub.roles_of(person.id) == person.roles);
      const auto answers = evening.typed(person.id, row);
      const bool was_refused = std::ranges::any_of(answers, [&](const std::string& answer) {
        return evening.is_refusal_of_rights(person.id, answer);
      });
      CHECK(was_refused != person.roles.allow(row.role));
      if (was_refused) CHECK(answers.size() == 1);
    }
  }
}

TEST_CASE("a refused command changes nothing") {
  for (const auto& row : command_table()) {
    if (row.role == Role::guest) continue;
    CAPTURE(row.usage);
    EveryKind evening;
    evening.typed(kBob, row);
    CHECK(evening.delivery.order.empty());
    CHECK(evening.delivery.expelled.empty());
    CHECK(evening.delivery.logged.empty());
    CHECK(evening.delivery.account_changes.empty());
    CHECK(evening.log.waiting() == 0);
  }
}

}  // namespace
}  // namespace tertulia::chat::hub_rights_test
