/// The lines about operators, bans and mutes, as literal text.
#include <chrono>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/wire/json.h"
#include "tertulia/wire/plain.h"

namespace tertulia::wire::plain::plain_order_test {
namespace {

using namespace std::chrono_literals;

constexpr auto kEnd = base::ManualClock::kWallStart + 36h + 5min + 59s;

std::string rendered(const chat::Event& event) {
  std::string out;
  dialect().render(event, {}, out);
  return out;
}

std::string in_json(const chat::Event& event) {
  std::string out;
  json::dialect().render(event, {}, out);
  return out;
}

chat::Ban ban_of(std::string name, std::string_view network) {
  chat::Ban ban;
  ban.name = std::move(name);
  ban.network = base::Network::parse(network);
  ban.by = "Ann";
  return ban;
}

std::string shown(const chat::Ban& ban) { return rendered(chat::BanSet{ban, {}}); }

TEST_CASE("a ban says who, until when, and why") {
  auto ban = ban_of("Eve", "");
  CHECK(shown(ban) == "-- Ann has banned Eve\n");
  ban.reason = "spam \x1b[31m";
  CHECK(shown(ban) == "-- Ann has banned Eve: spam \xE2\x90\x9B[31m\n");
  ban.until = kEnd;
  CHECK(shown(ban) == "-- Ann has banned Eve until 2026-01-02 12:05 UTC: spam \xE2\x90\x9B[31m\n");
  ban = ban_of("Eve", "192.0.2.1");
  ban.network_until = kEnd;
  CHECK(shown(ban) == "-- Ann has banned Eve, and 192.0.2.1 until 2026-01-02 12:05 UTC\n");
  ban = ban_of("", "2001:db8::/32");
  ban.until = kEnd;
  CHECK(shown(ban) == "-- Ann has banned 2001:db8::/32 until 2026-01-02 12:05 UTC\n");
  CHECK(rendered(chat::BanLifted{"Eve", "Ann", {}}) == "-- Ann has ended the ban of Eve\n");
}

TEST_CASE("a list of bans has a line for each, and says how many more there are") {
  CHECK(rendered(chat::BanList{{}, {}, 0}) == "-- Nobody is banned or muted\n");
  const auto ban = ban_of("", "192.0.2.0/24");
  chat::Mute mute;
  mute.name = "Eve";
  mute.by = "Ann";
  mute.reason = "loud";
  mute.until = kEnd;
  CHECK(rendered(chat::BanList{{&ban}, {&mute}, 5}) ==
        "-- Banned: 192.0.2.0/24 (by Ann)\n"
        "-- Muted: Eve until 2026-01-02 12:05 UTC (by Ann): loud\n"
        "-- and 3 more\n");
}

TEST_CASE("a mute is told to operators, and to who is muted") {
  chat::MuteChanged mute{"Eve", true, kEnd, "loud", "Ann", {}};
  CHECK(rendered(mute) == "-- Ann has muted Eve until 2026-01-02 12:05 UTC: loud\n");
  mute.to_muted = true;
  CHECK(rendered(mute) == "-- You are muted until 2026-01-02 12:05 UTC (by Ann): loud\n");
  mute.on = false;
  CHECK(rendered(mute) == "-- You can speak again (by Ann)\n");
  mute.to_muted = false;
  CHECK(rendered(mute) == "-- Ann has let Eve speak again\n");
}

TEST_CASE("announcements, and the rule for guests") {
  CHECK(rendered(chat::Announced{"Tea at five", "Ann"}) == "-- Announcement by Ann: Tea at five\n");
  CHECK(rendered(chat::GuestsChanged{true, "Ann"}) == "-- Ann lets everyone come in\n");
  CHECK(rendered(chat::GuestsChanged{false, "Ann"}) ==
        "-- Ann lets only registered names come in\n");
}

TEST_CASE("who is put out is told why, and so are the others") {
  const chat::Closing kicked{.reason = chat::CloseReason::kicked, .why = "loud"};
  CHECK(rendered(kicked) == "! You were kicked from this server: loud\n");
  const chat::Closing banned{.reason = chat::CloseReason::banned, .why = "spam", .until = kEnd};
  CHECK(rendered(banned) == "! You are banned from this server until 2026-01-02 12:05 UTC: spam\n");
  CHECK(rendered(chat::Closing{chat::CloseReason::banned}) ==
        "! You are banned from this server\n");
  const chat::Kicked seen{{}, "Eve", "Ann", "spam", chat::LeaveReason::banned};
  CHECK(rendered(seen) == "-- Eve was banned by Ann: spam\n");
  CHECK(in_json(seen) == R"({"type":"left","room":"lobby","names":["Eve"],"reason":"banned",)"
                         R"("by":"Ann","text":"spam"})"
                         "\n");
  CHECK(in_json(banned) == R"({"type":"closing","reason":"banned","text":"You are banned from )"
                           R"(this server until 2026-01-02 12:05 UTC: spam",)"
                           R"("until":"2026-01-02T12:05:59.000Z"})"
                           "\n");
  CHECK(in_json(kicked) == R"({"type":"closing","reason":"kicked",)"
                           R"("text":"You were kicked from this server: loud"})"
                           "\n");
  CHECK(in_json(chat::Announced{"Tea", "Ann"}) ==
        R"({"type":"notice","text":"Announcement by Ann: Tea"})"
        "\n");
}

}  // namespace
}  // namespace tertulia::wire::plain::plain_order_test
