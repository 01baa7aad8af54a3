#include <chrono>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/order_fixture.h"

namespace tertulia::chat::hub_mutes_test {
namespace {

using namespace std::chrono_literals;
using support::Lines;
using support::OrderFixture;

TEST_CASE_FIXTURE(OrderFixture, "who is muted is told so, and cannot speak to others") {
  enter(kBob, "games");
  settle(hub.current_room(kBob));
  CHECK(typed(kOlga, "/mute bob 1h calm down") ==
        Lines{"someone is muted Bob until 1970-01-01 01:00 UTC by Olga calm down"});
  CHECK(delivery.take(kBob) ==
        Lines{"you are muted Bob until 1970-01-01 01:00 UTC by Olga calm down"});
  CHECK(delivery.take(kAnn).empty());
  const auto no = Lines{refused(Problem::muted)};
  for (const auto* line : {"/me shouts", "/msg Ann psst", "/nick Robert", "/topic My words",
                           "/topic -", "/private on", "/invite Ann", "/uninvite Ann",
                           "/kick Ann words", "/roomop Ann", "/roomdeop Ann", "/join a-new-room"}) {
    CAPTURE(line);
    CHECK(typed(kBob, line) == no);
  }
  CHECK(asked(kBob, Say{"aloud"}) == no);
  CHECK(asked(kBob, Say{.text = "aloud", .room = "lobby"}) == no);
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(OrderFixture, "who is muted may read, look around, and leave") {
  enter(kAnn, "games");
  typed(kOlga, "/mute Bob");
  const auto no = refused(Problem::muted);
  for (const auto* line : {"/join games", "/who", "/rooms", "/topic", "/history", "/help",
                           "/join lobby", "/leave games", "/quit"}) {
    CAPTURE(line);
    const auto answers = typed(kBob, line);
    CHECK_FALSE(answers.empty());
    CHECK(std::ranges::find(answers, no) == answers.end());
  }
}

TEST_CASE_FIXTURE(OrderFixture, "a numbered message of who is muted is answered") {
  typed(kOlga, "/mute Bob");
  CHECK(asked(kBob, Say{.text = "aloud", .number = 7}) ==
        Lines{refused(Problem::muted), "acknowledged 7"});
}

TEST_CASE_FIXTURE(OrderFixture, "a mute ends") {
  typed(kOlga, "/mute Bob 1h");
  log.time += 1h;
  CHECK(asked(kBob, Say{"again"}) == Lines{"said Bob again"});
  typed(kOlga, "/mute Bob");
  CHECK(typed(kOlga, "/unmute BOB") == Lines{"someone is unmuted Bob by Olga"});
  CHECK(delivery.take(kBob) == Lines{"you are unmuted Bob by Olga"});
  CHECK(asked(kBob, Say{"again"}) == Lines{"said Bob again"});
  CHECK(typed(kOlga, "/unmute Bob") == Lines{refused(Problem::not_muted, "Bob")});
}

TEST_CASE_FIXTURE(OrderFixture, "a mute ends with the session of a guest") {
  typed(kOlga, "/mute Bob");
  delivery.order.clear();
  hub.remove(kBob);
  REQUIRE(delivery.order.size() == 1);
  CHECK(std::holds_alternative<EndedMute>(delivery.order.front()));
  CHECK(typed(kOlga, "/bans") == Lines{"bans of 0"});
}

TEST_CASE_FIXTURE(OrderFixture, "nobody mutes an operator, or a user who is not here") {
  CHECK(typed(kConsole, "/mute Olga") == Lines{refused(Problem::runs_server, "Olga")});
  CHECK(typed(kOlga, "/mute Olga") == Lines{refused(Problem::runs_server, "Olga")});
  CHECK(typed(kOlga, "/mute Eve") == Lines{refused(Problem::no_such_member, "Eve")});
  CHECK(typed(kOlga, "/unmute Eve") == Lines{refused(Problem::no_such_member, "Eve")});
}

/// What waits for the log when its author is muted.
TEST_CASE("a mute counts for what waits for the log") {
  OrderFixture fixture(support::ScriptedLog::Mode::later);
  auto& hub = fixture.hub;
  hub.execute(fixture.kBob, EnterRoom{"games"});
  fixture.log.give_back_all();
  fixture.delivery.forget();
  hub.execute(fixture.kOlga, parse_command("/mute Bob"));
  hub.execute(fixture.kBob, Say{.text = "words", .number = 3});
  hub.execute(fixture.kBob, Rename{"Words"});
  fixture.log.give_back_all();
  const auto no = OrderFixture::refused(Problem::muted);
  CHECK(fixture.delivery.take(fixture.kBob) ==
        Lines{"you are muted Bob by Olga", no, "acknowledged 3",
              OrderFixture::refused(Problem::muted, "Words")});
  CHECK(hub.name_of(fixture.kBob) == "Bob");

  hub.execute(fixture.kOlga, parse_command("/unmute Bob"));
  fixture.log.give_back_all();
  for (const Command& command : std::vector<Command>{Topic{"words"}, EnterRoom{"words"}}) {
    hub.execute(fixture.kOlga, parse_command("/mute Bob"));
    hub.execute(fixture.kBob, command);
    fixture.delivery.forget();
    fixture.log.give_back_all();
    const auto answers = fixture.delivery.take(fixture.kBob);
    REQUIRE(answers.size() == 2);
    CHECK(answers.back().starts_with(no));
    hub.execute(fixture.kOlga, parse_command("/unmute Bob"));
    fixture.log.give_back_all();
  }
}

}  // namespace
}  // namespace tertulia::chat::hub_mutes_test
