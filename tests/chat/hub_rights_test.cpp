/// Each command, tried by each kind of person: the column of the table decides.
#include <algorithm>
#include <array>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/order_fixture.h"

namespace tertulia::chat::hub_rights_test {
namespace {

using support::Lines;
using support::OrderFixture;

/// What follows the name of a command, so that only a right can be missing.
std::string arguments_of(std::string_view name) {
  if (name == "/private" || name == "/guests") return " on";
  if (name == "/history") return " 5";
  if (name == "/account") return " list";
  if (name == "/join") return " #games";
  if (name == "/who" || name == "/leave" || name == "/topic") return {};
  return name == "/nick" ? " Newname" : " Cid hello";
}

struct Person {
  std::string_view kind;
  MemberId id;
  Roles roles;
};

/// Ann has made #games, Bob and Cid are there, and Olga is, too.
struct EveryKind : OrderFixture {
  EveryKind() {
    for (const auto who : {kAnn, kBob, kCid, kOlga}) enter(who, "games");
    settle(hub.current_room(kAnn));
  }
  static bool is_refusal_of_rights(const std::string& answer) {
    return answer == refused(Problem::not_operator, "games") ||
           answer == refused(Problem::not_server_operator);
  }
};

constexpr std::array kPeople{
    Person{"guest", OrderFixture::kBob, {}},
    Person{"founder", OrderFixture::kAnn, {Role::room_operator}},
    Person{"operator", OrderFixture::kOlga, {Role::server_operator}},
};

TEST_CASE("each command is for those whom its row names") {
  for (const auto& row : command_table()) {
    if (row.role == Role::registered) continue;  // see hub_roles_test.cpp
    for (const auto& person : kPeople) {
      CAPTURE(row.usage);
      CAPTURE(person.kind);
      EveryKind evening;
      REQUIRE(evening.hub.roles_of(person.id) == person.roles);
      const auto answers =
          evening.typed(person.id, std::string(row.name()) + arguments_of(row.name()));
      const bool was_refused = std::ranges::any_of(answers, EveryKind::is_refusal_of_rights);
      CHECK(was_refused != person.roles.allow(row.role));
      if (was_refused) CHECK(answers.size() == 1);
    }
  }
}

TEST_CASE("a refused command of an operator changes nothing") {
  for (const auto& row : command_table()) {
    if (row.role != Role::server_operator) continue;
    CAPTURE(row.usage);
    EveryKind evening;
    evening.typed(OrderFixture::kAnn, std::string(row.name()) + arguments_of(row.name()));
    CHECK(evening.delivery.order.empty());
    CHECK(evening.delivery.expelled.empty());
    CHECK(evening.delivery.logged.empty());
    CHECK(evening.log.waiting() == 0);
  }
}

}  // namespace
}  // namespace tertulia::chat::hub_rights_test
