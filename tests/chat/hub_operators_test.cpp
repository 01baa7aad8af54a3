#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/order_fixture.h"

namespace tertulia::chat::hub_operators_test {
namespace {

using support::Lines;
using support::OrderFixture;

TEST_CASE_FIXTURE(OrderFixture, "a kick in the lobby is out of the server") {
  enter(kBob, "games");
  enter(kAnn, "games");
  settle(hub.current_room(kAnn));
  CHECK(typed(kOlga, "/kick Bob too loud") == Lines{"kicked Bob by Olga too loud"});
  CHECK(delivery.take(kBob) == Lines{"kicked Bob by Olga too loud", closed(CloseReason::kicked)});
  CHECK(delivery.take(kAnn) == Lines{"kicked Bob by Olga too loud", "#games left Bob"});
  CHECK(delivery.expelled == std::vector{kBob});
  CHECK(delivery.logged == Lines{"kicked Bob by Olga too loud"});
  CHECK_FALSE(is_here(kBob));
  CHECK(typed(kOlga, "/kick Bob") == Lines{refused(Problem::no_such_member, "Bob")});
}

TEST_CASE_FIXTURE(OrderFixture, "nobody kicks an operator") {
  CHECK(typed(kConsole, "/kick Olga") == Lines{refused(Problem::runs_server, "Olga")});
  CHECK(typed(kOlga, "/kick Olga") == Lines{refused(Problem::runs_server, "Olga")});
  enter(kAnn, "games");
  enter(kOlga, "games");
  CHECK(typed(kAnn, "/kick Olga") == Lines{refused(Problem::runs_server, "Olga")});
}

/// Story: a console kicked the only member while a leave was pending. Who came next was told of a
/// leave before its time.
TEST_CASE_FIXTURE(OrderFixture, "nothing of a kicked member is left for who comes next") {
  hub.remove(kAnn);
  hub.remove(kCid);
  hub.remove(kOlga);
  typed(kConsole, "/kick Bob");
  hub.execute(MemberId{20}, Rename{"Eve"});
  settle(kLobby);
  CHECK(delivery.take(MemberId{20}) == Lines{"welcome Eve"});
}

TEST_CASE_FIXTURE(OrderFixture, "an operator runs every room") {
  enter(kAnn, "games");
  typed(kAnn, "/private on");
  CHECK(asked(kBob, EnterRoom{"games"}) == Lines{refused(Problem::room_private, "games")});
  CHECK(asked(kOlga, AskWho{"games"}) == Lines{"#games here Ann operator Ann"});
  CHECK(asked(kOlga, AskRooms{}) == Lines{"rooms  lobby 4 (current)  games 1  of 2"});
  CHECK(asked(kOlga, EnterRoom{"games"}) == Lines{"entered games Ann,Olga "});
  CHECK(typed(kOlga, "/invite Bob") == Lines{"invitation of Bob to games by Olga"});
  enter(kBob, "games");
  settle(hub.current_room(kOlga));
  CHECK(typed(kOlga, "/topic Order") == Lines{"#games topic Order by Olga"});
  CHECK(typed(kOlga, "/kick Bob") == Lines{"#games kicked Bob by Olga "});
  CHECK(is_here(kBob));
  CHECK(typed(kOlga, "/kick Ann") == Lines{refused(Problem::runs_room, "Ann")});
  CHECK(typed(kOlga, "/private off") == Lines{"#games public by Olga"});
  CHECK(typed(kOlga, "/help") == Lines{"help for operators"});
}

TEST_CASE_FIXTURE(OrderFixture, "an operator sets the lobby's topic, but nobody runs the lobby") {
  CHECK(typed(kOlga, "/topic Welcome") == Lines{"topic Welcome by Olga"});
  for (const auto* line :
       {"/private on", "/invite Bob", "/uninvite Bob", "/roomop Bob", "/roomdeop Bob"}) {
    CAPTURE(line);
    CHECK(typed(kOlga, line) == Lines{refused(Problem::lobby_is_open, "lobby")});
  }
}

TEST_CASE_FIXTURE(OrderFixture, "an announcement reaches everyone in all rooms") {
  enter(kAnn, "games");
  delivery.forget();
  CHECK(typed(kOlga, "/announce Tea  at five") == Lines{"announced Tea  at five by Olga"});
  CHECK(delivery.take(kAnn) == Lines{"announced Tea  at five by Olga"});
  CHECK(typed(kConsole, "/announce Down at six") ==
        Lines{"announced Down at six by the administrator"});
  CHECK(delivery.take(kOlga) == Lines{"announced Down at six by the administrator"});
  CHECK(delivery.logged.size() == 2);
}

TEST_CASE_FIXTURE(OrderFixture, "without guests only registered names come in") {
  CHECK(typed(kOlga, "/guests off") == Lines{"guests off by Olga"});
  CHECK(delivery.take(kAnn) == Lines{"guests off by Olga"});
  CHECK_FALSE(std::get<GuestsChange>(delivery.order.back()).allowed);
  constexpr MemberId kEve{8};
  CHECK(asked(kEve, Rename{"Eve"}) == Lines{refused(Problem::guests_not_allowed, "Eve"), "name?"});
  CHECK(asked(kAnn, Rename{"Anna"}) == Lines{refused(Problem::guests_not_allowed, "Anna")});
  CHECK(asked(kAnn, Say{"still here"}) == Lines{"said Ann still here"});
  delivery.trusted[kEve] = Trust::administrator;
  CHECK(asked(kEve, Rename{"Eve"}) == Lines{"welcome Eve"});
  typed(kEve, "/guests on");
  CHECK(asked(MemberId{9}, Rename{"Dan"}) == Lines{"welcome Dan"});
}

TEST_CASE_FIXTURE(OrderFixture, "a console is no member") {
  const auto no = Lines{refused(Problem::no_member)};
  for (const auto* line : {"/who", "/msg Ann hi", "/nick Root", "/join games", "/leave", "/rooms",
                           "/topic", "/history", "/search x", "/private on", "/invite Ann",
                           "/roomop Ann", "/help", "/me waves"}) {
    CAPTURE(line);
    CHECK(typed(kConsole, line) == no);
  }
  CHECK(asked(kConsole, Say{"hello"}) == no);
  CHECK(asked(kConsole, Ping{}) == Lines{"pong"});
  CHECK(asked(kConsole, parse_command("/nosuch")) ==
        Lines{refused(Problem::unknown_command, "/nosuch")});
  CHECK(typed(kConsole, "/kick Bob") == Lines{"kicked Bob by the administrator "});
  CHECK_FALSE(is_here(kBob));
  CHECK(hub.size() == 3);
}

/// What an operator has asked for waits for the log, and the operator is none any more.
TEST_CASE("the log decides whether its author still runs the server") {
  OrderFixture fixture(support::ScriptedLog::Mode::later);
  for (const auto* line :
       {"/kick Bob", "/ban Bob", "/unban Bob", "/mute Bob", "/announce Hi", "/guests off"}) {
    CAPTURE(line);
    fixture.delivery.trusted[fixture.kOlga] = Trust::administrator;
    fixture.hub.execute(fixture.kOlga, parse_command(line));
    fixture.delivery.trusted.erase(fixture.kOlga);
    fixture.delivery.forget();
    fixture.log.give_back_all();
    CHECK(fixture.delivery.take(fixture.kOlga) ==
          Lines{OrderFixture::refused(Problem::not_server_operator)});
  }
  CHECK(fixture.is_here(fixture.kBob));
  CHECK(fixture.delivery.order.empty());
  CHECK(fixture.delivery.logged.empty());
  CHECK(fixture.delivery.finished_commands.size() == 6);
}

}  // namespace
}  // namespace tertulia::chat::hub_operators_test
