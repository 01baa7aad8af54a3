#include "tertulia/chat/bans.h"

#include <chrono>
#include <string>
#include <variant>

#include <doctest/doctest.h>

namespace tertulia::chat::bans_test {
namespace {

using namespace std::chrono_literals;

constexpr base::WallTime kNow{1000h};

Name name(std::string_view text) { return std::get<Name>(Name::parse(text)); }
base::Network network(std::string_view text) { return *base::Network::parse(text); }

Ban ban_of(std::uint64_t id, const BanTarget& target, End until = {}) {
  Ban ban{.id = EntryId{id}, .name = {}, .by = "Ann", .reason = "spam", .until = until};
  if (const auto* banned = std::get_if<Name>(&target)) {
    ban.name = banned->text();
    ban.key = banned->key();
  } else {
    ban.network = std::get<base::Network>(target);
  }
  return ban;
}

TEST_CASE("a ban of a name is for every way to write it") {
  Bans bans;
  CHECK(bans.empty());
  CHECK(bans.add(ban_of(1, name("Eve"))).size() == 1);
  CHECK(bans.find(name("EVE"), {}, kNow) != nullptr);
  CHECK(bans.find(name("Eva"), {}, kNow) == nullptr);
  CHECK(bans.find(network("192.0.2.1"), kNow) == nullptr);
}

TEST_CASE("a ban of an account is for all its names") {
  Bans bans;
  auto ban = ban_of(1, name("Eve"));
  ban.account = AccountId{7};
  bans.add(ban);
  CHECK(bans.find(name("Other"), AccountId{7}, kNow) != nullptr);
  CHECK(bans.find(name("Other"), AccountId{8}, kNow) == nullptr);
  CHECK(bans.find(name("Other"), {}, kNow) == nullptr);
}

TEST_CASE("a ban of a network is for each address in it") {
  Bans bans;
  bans.add(ban_of(1, network("192.0.2.0/24")));
  bans.add(ban_of(2, network("2001:db8::/32")));
  bans.add(ban_of(3, network("192.0.2.7")));
  CHECK(bans.find(network("192.0.2.200"), kNow)->id == EntryId{1});
  CHECK(bans.find(network("::ffff:192.0.2.200"), kNow)->id == EntryId{1});
  CHECK(bans.find(network("192.0.3.1"), kNow) == nullptr);
  CHECK(bans.find(network("2001:db8:1::5"), kNow)->id == EntryId{2});
  CHECK(bans.find(network("2001:db9::5"), kNow) == nullptr);
  CHECK(bans.lift(network("192.0.2.0/24")).size() == 1);
  CHECK(bans.find(network("192.0.2.7"), kNow)->id == EntryId{3});
  CHECK(bans.find(network("192.0.2.8"), kNow) == nullptr);
}

TEST_CASE("a ban ends, and is removed on request") {
  Bans bans;
  bans.add(ban_of(1, name("Eve"), kNow + 1h));
  bans.add(ban_of(2, network("192.0.2.1"), kNow + 1h));
  CHECK(bans.find(name("Eve"), {}, kNow + 1h - 1s) != nullptr);
  CHECK(bans.find(name("Eve"), {}, kNow + 1h) == nullptr);
  CHECK(bans.find(network("192.0.2.1"), kNow + 1h) == nullptr);
  CHECK(bans.remove_ended(kNow).empty());
  CHECK(bans.remove_ended(kNow + 1h).size() == 2);
  CHECK(bans.empty());
}

TEST_CASE("a new ban replaces the former one of the same target") {
  Bans bans;
  bans.add(ban_of(1, name("Eve")));
  bans.add(ban_of(2, network("192.0.2.0/24")));
  const auto changes = bans.add(ban_of(3, name("eve")));
  REQUIRE(changes.size() == 2);
  CHECK(std::get<EndedBan>(changes[0]).id == EntryId{1});
  CHECK(std::get<Ban>(changes[1]).id == EntryId{3});
  CHECK(bans.add(ban_of(4, network("192.0.2.0/24"))).size() == 2);
  CHECK(bans.add(ban_of(5, network("192.0.2.0/25"))).size() == 1);
  CHECK(bans.size() == 3);
}

TEST_CASE("the network of a name has an end of its own") {
  Bans bans;
  auto ban = ban_of(1, name("Eve"));
  ban.network = network("192.0.2.1");
  ban.network_until = kNow + 1h;
  bans.add(ban);
  bans.add(ban_of(2, network("192.0.2.1"), kNow + 2h));
  CHECK(bans.find(network("192.0.2.1"), kNow)->name == "Eve");
  CHECK(bans.find(network("192.0.2.1"), kNow + 1h)->id == EntryId{2});
  CHECK(bans.find(name("Eve"), {}, kNow + 1h) != nullptr);

  const auto changes = bans.lift(network("192.0.2.1"));
  REQUIRE(changes.size() == 2);
  CHECK(std::get<EndedBan>(changes[0]).id == EntryId{2});
  CHECK_FALSE(std::get<Ban>(changes[1]).network);
  CHECK(bans.find(network("192.0.2.1"), kNow) == nullptr);
  CHECK(bans.find(name("Eve"), {}, kNow) != nullptr);
  CHECK(bans.lift(network("192.0.2.1")).empty());
  CHECK(bans.lift(name("EVE")).size() == 1);
  CHECK(bans.lift(name("Eve")).empty());
}

Mute mute_of(std::uint64_t id, MemberId client, AccountId account = {}, End until = {}) {
  return {.id = EntryId{id},
          .client = client,
          .account = account,
          .name = "Eve",
          .by = "Ann",
          .reason = {},
          .until = until};
}

TEST_CASE("a mute is for a session, and for its account in other sessions") {
  Mutes mutes;
  mutes.add(mute_of(1, MemberId{5}));
  mutes.add(mute_of(2, MemberId{6}, AccountId{9}));
  CHECK(mutes.covers(MemberId{5}, {}, kNow));
  CHECK_FALSE(mutes.covers(MemberId{4}, {}, kNow));
  CHECK(mutes.covers(MemberId{6}, {}, kNow));
  CHECK(mutes.covers(MemberId{7}, AccountId{9}, kNow));
  CHECK(std::get<EndedMute>(mutes.forget(MemberId{5}).front()).id == EntryId{1});
  CHECK(std::get<Mute>(mutes.forget(MemberId{6}).front()).client == MemberId{});
  CHECK(mutes.forget(MemberId{6}).empty());
  CHECK_FALSE(mutes.covers(MemberId{6}, {}, kNow));
  CHECK(mutes.covers(MemberId{7}, AccountId{9}, kNow));
  CHECK(mutes.lift(MemberId{7}, AccountId{9}).size() == 1);
  CHECK(mutes.empty());
}

/// Story: a session's mute had ended. Its user proved to own a name that was muted for longer, and
/// could speak.
TEST_CASE("the mute of an account counts also when that of the session has ended") {
  Mutes mutes;
  mutes.add(mute_of(1, MemberId{5}, {}, kNow));
  mutes.add(mute_of(2, MemberId{6}, AccountId{9}, kNow + 1h));
  CHECK(mutes.covers(MemberId{5}, AccountId{9}, kNow));
  CHECK_FALSE(mutes.covers(MemberId{5}, {}, kNow));
  CHECK_FALSE(mutes.covers(MemberId{5}, AccountId{9}, kNow + 1h));
}

TEST_CASE("a mute ends, and a new one replaces it") {
  Mutes mutes;
  mutes.add(mute_of(1, MemberId{5}, {}, kNow + 1h));
  CHECK(mutes.covers(MemberId{5}, {}, kNow));
  CHECK_FALSE(mutes.covers(MemberId{5}, {}, kNow + 1h));
  CHECK(mutes.add(mute_of(2, MemberId{5})).size() == 2);
  CHECK(mutes.covers(MemberId{5}, {}, kNow + 1h));
  CHECK(mutes.remove_ended(kNow + 1h).empty());
  mutes.add(mute_of(3, MemberId{5}, {}, kNow));
  CHECK(mutes.remove_ended(kNow).size() == 1);
  CHECK(mutes.empty());
}

}  // namespace
}  // namespace tertulia::chat::bans_test
