#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/logs.h"
#include "support/recording_delivery.h"

/// The commands of registered users, tried by each kind of person. `hub_rights_test.cpp` has the
/// others.
namespace tertulia::chat::hub_roles_test {
namespace {

using support::EventWriter;

constexpr MemberId kWho{1};
constexpr MemberId kOther{2};

std::string_view arguments_for(std::string_view name) {
  if (name == "/key") return " list";
  return name == "/password" ? " correct horse" : "";
}

struct Person {
  std::string_view kind;
  bool registers = false;
  bool runs_room = false;
  bool runs_server = false;
};

constexpr std::array kPeople{
    Person{.kind = "a guest"},
    Person{.kind = "a guest that has made a room", .runs_room = true},
    Person{.kind = "a registered user", .registers = true},
    Person{.kind = "a registered user that has made a room", .registers = true, .runs_room = true},
    Person{.kind = "an operator", .registers = true, .runs_server = true},
};

struct RolesFixture {
  explicit RolesFixture(const Person& person) {
    hub.execute(kWho, Rename{"Ann"});
    hub.execute(kOther, Rename{"Zed"});
    hub.execute(kOther, Register{"secret of Zed"});
    if (person.registers) hub.execute(kWho, Register{"secret of Ann"});
    if (person.runs_server) {
      hub.set_configured_operators({std::get<Name>(Name::parse("Ann"))});
    }
    const auto host = person.runs_room ? kWho : kOther;
    for (const auto one : {host, host == kWho ? kOther : kWho})
      hub.execute(one, EnterRoom{"games"});
    delivery.forget();
  }
  /// Whether the command is refused because of who asks for it.
  bool is_denied(const Command& command) {
    hub.execute(kWho, command);
    const auto seen = delivery.take(kWho);
    const auto denial = EventWriter{}(Refused{Problem::not_registered, "Ann"});
    return std::ranges::find(seen, denial) != seen.end();
  }

  support::RecordingDelivery delivery;
  support::ScriptedLog log;
  support::LateAccounts accounts{support::LateAccounts::Mode::at_once};
  Hub hub{delivery, log, accounts};
};

TEST_CASE("each command is for those whose role its row names") {
  for (const auto& person : kPeople) {
    for (const auto& row : command_table()) {
      if (row.role != Role::registered) continue;
      CAPTURE(std::string(person.kind));
      CAPTURE(row.usage);
      RolesFixture fixture(person);
      const auto line = std::string(row.name()).append(arguments_for(row.name()));
      const bool allowed = fixture.hub.roles_of(kWho).allow(row.role);
      CHECK(fixture.is_denied(parse_command(line)) == !allowed);
    }
  }
}

}  // namespace
}  // namespace tertulia::chat::hub_roles_test
