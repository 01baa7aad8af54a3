#include <algorithm>
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/chat/hub.h"

#include "support/order_fixture.h"

namespace tertulia::chat::hub_bans_test {
namespace {

using namespace std::chrono_literals;
using support::Lines;
using support::OrderFixture;

TEST_CASE_FIXTURE(OrderFixture, "a ban puts out who has the name, and tells why") {
  enter(kBob, "games");
  enter(kAnn, "games");
  settle(hub.current_room(kAnn));
  CHECK(typed(kOlga, "/ban bob 7d too  much spam") ==
        Lines{"banned bob 192.0.2.1 until 1970-01-08 00:00 UTC by Olga too  much spam",
              "put out Bob by Olga too  much spam"});
  CHECK(delivery.take(kBob) ==
        Lines{"put out Bob by Olga too  much spam", closed(CloseReason::banned)});
  CHECK(delivery.take(kAnn) == Lines{"put out Bob by Olga too  much spam", "#games left Bob"});
  CHECK(delivery.expelled == std::vector{kBob});
  CHECK_FALSE(is_here(kBob));
  CHECK(delivery.logged ==
        Lines{"banned bob 192.0.2.1 until 1970-01-08 00:00 UTC by Olga too  much spam"});
  CHECK(delivery.order.size() == 1);
}

TEST_CASE_FIXTURE(OrderFixture, "a banned name does not come in, until the ban ends") {
  typed(kOlga, "/ban Eve 1h");
  constexpr MemberId kEve{8};
  CHECK(asked(kEve, Rename{"eve"}) == Lines{closed(CloseReason::banned)});
  CHECK(delivery.expelled == std::vector{kEve});
  CHECK(asked(kAnn, Rename{"EVE"}) == Lines{refused(Problem::name_banned, "EVE")});
  CHECK(is_here(kAnn));
  log.time += 1h;
  CHECK(asked(kEve, Rename{"Eve"}) == Lines{"welcome Eve"});
}

TEST_CASE_FIXTURE(OrderFixture, "a ban of a name keeps out its address for an hour") {
  const auto address = *base::Network::parse("192.0.2.1");
  typed(kOlga, "/ban Bob");
  CHECK(hub.bans().find(address, log.time)->name == "Bob");
  CHECK(hub.bans().find(address, log.time + 1h - 1s) != nullptr);
  CHECK(hub.bans().find(address, log.time + 1h) == nullptr);
  CHECK(typed(kOlga, "/unban Bob") == Lines{"unbanned Bob by Olga"});
  CHECK(hub.bans().find(address, log.time) == nullptr);
  CHECK(typed(kOlga, "/unban Bob") == Lines{refused(Problem::not_banned, "Bob")});
}

TEST_CASE_FIXTURE(OrderFixture, "an address that is shared with others who are here stays free") {
  delivery.addresses[kCid] = "192.0.2.1";
  CHECK(typed(kOlga, "/ban Bob").front() == "banned Bob by Olga");
  CHECK(hub.bans().find(*base::Network::parse("192.0.2.1"), log.time) == nullptr);
  CHECK_FALSE(is_here(kBob));
  CHECK(is_here(kCid));
}

TEST_CASE_FIXTURE(OrderFixture, "a short ban of a name keeps out its address no longer") {
  typed(kOlga, "/ban Bob 10min");
  CHECK(hub.bans().find(*base::Network::parse("192.0.2.1"), log.time + 10min) == nullptr);
}

/// Story: an operator banned a name a second time, for a longer time or with a reason. Nobody had
/// the name any more, and its address was free at once.
TEST_CASE_FIXTURE(OrderFixture,
                  "a second ban of a name keeps the address out as long as the first") {
  const auto address = *base::Network::parse("192.0.2.1");
  typed(kOlga, "/ban Bob");
  log.time += 30min;
  CHECK(typed(kOlga, "/ban Bob 7d spam").front() ==
        "banned Bob 192.0.2.1 until 1970-01-08 00:30 UTC by Olga spam");
  CHECK(hub.bans().find(address, log.time + 30min - 1s) != nullptr);
  CHECK(hub.bans().find(address, log.time + 30min) == nullptr);
  typed(kOlga, "/ban Bob 10min");
  CHECK(hub.bans().find(address, log.time + 10min) == nullptr);
  log.time += 5min;
  typed(kOlga, "/unban 192.0.2.1");
  CHECK(typed(kOlga, "/ban Bob").front() == "banned Bob by Olga");
}

TEST_CASE_FIXTURE(OrderFixture,
                  "a second ban of a name does not begin with an address that is free") {
  typed(kOlga, "/ban Bob");
  log.time += 1h;
  CHECK(typed(kOlga, "/ban Bob").front() == "banned Bob by Olga");
}

TEST_CASE_FIXTURE(OrderFixture, "a ban of a network puts out all clients from there") {
  constexpr MemberId kNameless{9};
  delivery.addresses[kNameless] = "192.0.2.77";
  delivery.addresses[kOlga] = "192.0.3.1";
  CHECK(typed(kOlga, "/ban 192.0.2.9/24 flood").front() == "banned 192.0.2.0/24 by Olga flood");
  CHECK(delivery.expelled == std::vector{kBob, kNameless});
  CHECK(typed(kOlga, "/ban 2001:db8::/48").front() == "banned 2001:db8::/48 by Olga");
  CHECK_FALSE(is_here(kCid));
  CHECK(typed(kOlga, "/unban ::ffff:192.0.2.0/120") == Lines{"unbanned 192.0.2.0/24 by Olga"});
}

TEST_CASE_FIXTURE(OrderFixture, "a slip bans neither oneself, nor operators, nor everybody") {
  delivery.addresses[kOlga] = "198.51.100.1";
  CHECK(typed(kOlga, "/ban Olga") == Lines{refused(Problem::bans_itself, "Olga")});
  CHECK(typed(kOlga, "/ban 198.51.100.1") == Lines{refused(Problem::bans_itself, "198.51.100.1")});
  CHECK(typed(kOlga, "/ban 198.51.100.0/24") ==
        Lines{refused(Problem::bans_itself, "198.51.100.0/24")});
  for (const auto* network :
       {"0.0.0.0/0", "::/0", "128.0.0.0/1", "11.0.0.0/7", "2000::/3", "2000::/15", "::ffff:0:0/96",
        "::1/64", "::/16", "::/80", "::fffe:0:0/95"}) {
    CAPTURE(network);
    const auto target = base::Network::parse(network)->text();
    CHECK(typed(kOlga, std::string("/ban ") + network) ==
          Lines{refused(Problem::bans_everybody, target)});
  }
  delivery.trusted[kBob] = Trust::administrator;
  CHECK(typed(kOlga, "/ban Bob") == Lines{refused(Problem::bans_operator, "Bob")});
  CHECK(typed(kOlga, "/ban 192.0.2.0/24") ==
        Lines{refused(Problem::bans_operator, "192.0.2.0/24")});
  CHECK(hub.bans().size() == 0);
  CHECK(delivery.expelled.empty());
}

TEST_CASE_FIXTURE(OrderFixture, "who says force means it") {
  delivery.trusted[kBob] = Trust::administrator;
  typed(kOlga, "/ban Bob force 1h");
  CHECK_FALSE(is_here(kBob));
  delivery.addresses[kOlga] = "198.51.100.1";
  CHECK(typed(kOlga, "/ban 0.0.0.0/0 1h FORCE good night") ==
        Lines{"banned 0.0.0.0/0 until 1970-01-01 01:00 UTC by Olga good night",
              "put out Olga by Olga good night", closed(CloseReason::banned)});
  CHECK(delivery.expelled == std::vector{kBob, kOlga});
}

TEST_CASE_FIXTURE(OrderFixture, "a duration has a unit, and other words are the reason") {
  CHECK(typed(kOlga, "/ban A 2 spammers").front() == "banned A by Olga 2 spammers");
  CHECK(typed(kOlga, "/ban B 2h").front() == "banned B until 1970-01-01 02:00 UTC by Olga");
  CHECK(typed(kOlga, "/ban C spam for 2h").front() == "banned C by Olga spam for 2h");
  CHECK(typed(kOlga, "/ban D 2h 3h is long").front() ==
        "banned D until 1970-01-01 02:00 UTC by Olga 3h is long");
  for (const auto* line : {"/ban E 0s", "/ban E 200y", "/ban E 0h spam"}) {
    CAPTURE(line);
    const auto beginning = "refused " + support::EventWriter::number(Problem::invalid_argument);
    CHECK(typed(kOlga, line).front().starts_with(beginning));
  }
  CHECK(typed(kOlga, "/ban not/a/name") == Lines{refused(Problem::not_ban_target, "not/a/name")});
  CHECK(typed(kOlga, "/ban exit") == Lines{refused(Problem::not_ban_target, "exit")});
}

TEST_CASE_FIXTURE(OrderFixture, "operators see the bans and mutes that are in force") {
  CHECK(typed(kOlga, "/bans") == Lines{"bans of 0"});
  typed(kOlga, "/ban Eve 1h loud");
  typed(kConsole, "/ban 203.0.113.0/24");
  typed(kOlga, "/mute Ann");
  CHECK(typed(kOlga, "/bans") == Lines{"bans, 203.0.113.0/24 by the administrator, Eve until "
                                       "1970-01-01 01:00 UTC by Olga loud, muted Ann of 3"});
  delivery.order.clear();
  log.time += 1h;
  CHECK(typed(kConsole, "/bans") ==
        Lines{"bans, 203.0.113.0/24 by the administrator, muted Ann of 2"});
  CHECK(delivery.order.size() == 1);
}

/// Story: as many bans were there as may be, but all had ended. Nobody could be banned.
TEST_CASE("bans that have ended leave their places to others") {
  support::RecordedHub recorded;
  ArchivedState state;
  for (std::size_t i = 1; i <= Bans::kMax; ++i) {
    Ban ban{.id = EntryId{i}, .name = "name" + std::to_string(i), .by = {}, .reason = {}};
    ban.until = base::WallTime{1h};
    state.bans.push_back(std::move(ban));
  }
  recorded.hub.restore(state);
  recorded.delivery.trusted[OrderFixture::kConsole] = Trust::console;
  const auto ban = [&recorded] {
    recorded.hub.execute(OrderFixture::kConsole, SetBan{.target = "Eve"});
    return recorded.delivery.take(OrderFixture::kConsole);
  };
  CHECK(ban() == Lines{OrderFixture::refused(Problem::too_many_bans, "Eve")});
  recorded.log.time += 1h;
  CHECK(ban() == Lines{"banned Eve by the administrator"});
  CHECK(recorded.hub.bans().size() == 1);
}

TEST_CASE_FIXTURE(OrderFixture, "each operator learns what another one does") {
  constexpr MemberId kOtto{10};
  delivery.trusted[kOtto] = Trust::administrator;
  hub.execute(kOtto, Rename{"Otto"});
  settle(kLobby);
  delivery.forget();
  typed(kOlga, "/ban Eve");
  CHECK(delivery.take(kOtto) == Lines{"banned Eve by Olga"});
  CHECK(delivery.take(kAnn).empty());
}

TEST_CASE_FIXTURE(OrderFixture, "a name that is an address would be banned as an address") {
  CHECK(asked(kAnn, Rename{"192.0.2.1"}) == Lines{refused(Problem::name_address, "192.0.2.1")});
  CHECK(asked(kAnn, Rename{"192.0.2"}) == Lines{"renamed Ann 192.0.2"});
  CHECK(hub.name_of(kAnn) == "192.0.2");
}

/// Story: while a login waited for the log, its name was banned. It came in.
TEST_CASE("a ban counts for a login that waits for the log") {
  OrderFixture fixture(support::ScriptedLog::Mode::later);
  constexpr MemberId kEve{8};
  fixture.hub.execute(fixture.kOlga, parse_command("/ban Eve"));
  fixture.hub.execute(kEve, Rename{"Eve"});
  fixture.log.give_back_all();
  CHECK(fixture.delivery.take(kEve) == Lines{OrderFixture::closed(CloseReason::banned)});
  CHECK_FALSE(fixture.is_here(kEve));
}

TEST_CASE("two bans that wait for the log are both checked again") {
  OrderFixture fixture(support::ScriptedLog::Mode::later);
  fixture.hub.execute(fixture.kOlga, parse_command("/ban Bob"));
  fixture.hub.execute(fixture.kBob, Say{"I was quicker"});
  fixture.hub.execute(fixture.kConsole, parse_command("/unban Bob"));
  fixture.log.give_back_all();
  CHECK_FALSE(fixture.is_here(fixture.kBob));
  CHECK(fixture.hub.bans().size() == 0);
  CHECK(fixture.delivery.finished_commands == std::vector{fixture.kOlga, fixture.kConsole});
}

}  // namespace
}  // namespace tertulia::chat::hub_bans_test
