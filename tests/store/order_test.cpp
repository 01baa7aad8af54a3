#include <chrono>
#include <string>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "support/store_fixture.h"

namespace tertulia::store::order_test {
namespace {

using namespace std::chrono_literals;
using support::ArchiveFixture;

constexpr auto kNow = base::ManualClock::kWallStart;

struct OrderedFixture : ArchiveFixture {
  void keep(chat::OrderChanges changes) {
    chat::ArchiveBatch batch;
    batch.order = std::move(changes);
    store(std::move(batch));
  }
  chat::ArchivedState state_after_restart() {
    reopen();
    return archive->load(10);
  }
  /// What version 1 did not have.
  void become_version_1() {
    close();
    SQLite::Database database(path, SQLite::OPEN_READWRITE);
    database.exec(support::kToVersion1);
  }
};

chat::Ban make_ban(std::uint64_t id, std::string name) {
  return {.id = chat::EntryId{id},
          .name = std::move(name),
          .account = chat::AccountId{3},
          .network = base::Network::parse("2001:db8::/64"),
          .network_until = kNow + 1h,
          .by = "Ann",
          .reason = "loud 'quotes'",
          .since = kNow,
          .until = kNow + 2h};
}

TEST_CASE_FIXTURE(OrderedFixture, "bans, mutes and the rule for guests come back after a restart") {
  open();
  keep({make_ban(5, "Eve"),
        chat::Ban{.id = chat::EntryId{6},
                  .name = {},
                  .network = base::Network::parse("192.0.2.0/24"),
                  .by = "the administrator",
                  .reason = {},
                  .since = kNow},
        chat::Mute{.id = chat::EntryId{7},
                   .client = chat::MemberId{9},
                   .account = {},
                   .name = "Bob",
                   .by = "Ann",
                   .reason = "calm down",
                   .since = kNow,
                   .until = kNow + 3h},
        chat::GuestsChange{false}});
  const auto state = state_after_restart();
  REQUIRE(state.bans.size() == 2);
  const auto& ban = state.bans.front();
  CHECK(ban.name == "Eve");
  CHECK(ban.account == chat::AccountId{3});
  CHECK(ban.network == base::Network::parse("2001:db8::/64"));
  CHECK(ban.network_until == kNow + 1h);
  CHECK(ban.by == "Ann");
  CHECK(ban.reason == "loud 'quotes'");
  CHECK(ban.since == kNow);
  CHECK(ban.until == kNow + 2h);
  CHECK(state.bans.back().network->text() == "192.0.2.0/24");
  CHECK_FALSE(state.bans.back().until);
  REQUIRE(state.mutes.size() == 1);
  CHECK(state.mutes.front().client == chat::MemberId{9});
  CHECK(state.mutes.front().until == kNow + 3h);
  CHECK(state.mutes.front().reason == "calm down");
  CHECK_FALSE(state.guests_allowed);
  CHECK(problems().empty());
}

TEST_CASE_FIXTURE(OrderedFixture, "what has ended does not come back") {
  open();
  chat::Mute mute;
  mute.id = chat::EntryId{7};
  keep({make_ban(5, "Eve"), make_ban(6, "Dan"), mute});
  auto changed = make_ban(6, "Dan");
  changed.network.reset();
  keep({chat::EndedBan{chat::EntryId{5}}, changed, chat::EndedMute{chat::EntryId{7}},
        chat::GuestsChange{false}, chat::GuestsChange{true}});
  const auto state = state_after_restart();
  REQUIRE(state.bans.size() == 1);
  CHECK(state.bans.front().name == "Dan");
  CHECK_FALSE(state.bans.front().network);
  CHECK(state.mutes.empty());
  CHECK(state.guests_allowed);
}

TEST_CASE_FIXTURE(OrderedFixture, "a database of version 1 is brought to the present one") {
  open();
  say("Bob", "before");
  become_version_1();
  open();
  const auto state = archive->load(10);
  CHECK(state.bans.empty());
  CHECK(state.guests_allowed);
  CHECK(support::texts(state.recent) == std::vector<std::string>{"before"});
  keep({make_ban(50, "Eve")});
  CHECK(find("before").size() == 1);
  CHECK(state_after_restart().bans.size() == 1);
  CHECK(problems().empty());
}

}  // namespace
}  // namespace tertulia::store::order_test
