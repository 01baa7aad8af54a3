#include "tertulia/store/archive.h"

#include <algorithm>
#include <vector>

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "support/store_fixture.h"

namespace tertulia::store::archive_test {
namespace {

using chat::EntryId;
using chat::MemberId;
using chat::RoomId;
using support::ArchiveFixture;
using support::texts;

using Texts = std::vector<std::string>;

chat::ArchivedRoom chess() {
  return {.id = RoomId{20},
          .name = "Chess",
          .topic = "Openings — 开局",
          .founder = MemberId{3},
          .is_private = true,
          .operators = {MemberId{4}, MemberId{9}},
          .invited = {MemberId{5}},
          .private_views = {{MemberId{3}, EntryId{17}}, {MemberId{5}, EntryId{}}}};
}

chat::ArchivedSession ann() {
  return {.id = MemberId{3},
          .token = std::string("\0\x01\xFFhash", 7),
          .name = "Änn",
          .host = "192.0.2.1",
          .encrypted = true,
          .rooms = {{RoomId{20}, EntryId{19}}, {chat::kLobby, EntryId{5}}},
          .acknowledged = 42};
}

void check_equal(const chat::ArchivedRoom& found, const chat::ArchivedRoom& expected) {
  CHECK(found.id == expected.id);
  CHECK(found.name == expected.name);
  CHECK(found.topic == expected.topic);
  CHECK(found.founder == expected.founder);
  CHECK(found.is_private == expected.is_private);
  CHECK(found.operators == expected.operators);
  CHECK(found.invited == expected.invited);
  CHECK(found.founder_account == expected.founder_account);
  CHECK(found.operator_accounts == expected.operator_accounts);
  CHECK(found.invited_accounts == expected.invited_accounts);
  REQUIRE(found.private_views.size() == expected.private_views.size());
  for (std::size_t i = 0; i < expected.private_views.size(); ++i) {
    CHECK(found.private_views[i].client == expected.private_views[i].client);
    CHECK(found.private_views[i].from == expected.private_views[i].from);
  }
}

void check_equal(const chat::ArchivedSession& found, const chat::ArchivedSession& expected) {
  CHECK(found.id == expected.id);
  CHECK(found.token == expected.token);
  CHECK(found.name == expected.name);
  CHECK(found.host == expected.host);
  CHECK(found.encrypted == expected.encrypted);
  CHECK(found.acknowledged == expected.acknowledged);
  REQUIRE(found.rooms.size() == expected.rooms.size());
  for (std::size_t i = 0; i < expected.rooms.size(); ++i) {
    CHECK(found.rooms[i].room == expected.rooms[i].room);
    CHECK(found.rooms[i].entered == expected.rooms[i].entered);
  }
}

TEST_CASE_FIXTURE(ArchiveFixture, "a new database is empty, and only its owner may read it") {
  open();
  const auto state = archive->load(10);
  CHECK(state.rooms.empty());
  CHECK(state.sessions.empty());
  CHECK(state.recent.empty());
  CHECK(state.last == EntryId{});
  struct stat status {};
  for (const auto* suffix : {"", "-wal", "-shm"}) {
    REQUIRE(::stat((path + suffix).c_str(), &status) == 0);
    CHECK((status.st_mode & 0777U) == 0600U);
  }
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ArchiveFixture, "rooms, sessions and messages come back after a restart") {
  open();
  const auto hello = messages.make("Bob", "hello");
  auto message = messages.make("Änn", "e4 – e5\twell?", RoomId{20});
  message.style = chat::MessageStyle::acted;
  message.number = 42;
  message.hidden = true;
  chat::ArchiveBatch batch;
  batch.rooms = {chess()};
  batch.sessions = {ann()};
  batch.messages = {hello, message};
  store(batch);
  reopen();
  const auto state = archive->load(10);
  REQUIRE(state.rooms.size() == 1);
  check_equal(state.rooms[0], chess());
  REQUIRE(state.sessions.size() == 1);
  check_equal(state.sessions[0], ann());
  REQUIRE(texts(state.recent) == Texts{"hello", "e4 – e5\twell?"});
  const auto& found = state.recent[1];
  CHECK(found.id == message.id);
  CHECK(found.time == message.time);
  CHECK(found.room == message.room);
  CHECK(found.author == message.author);
  CHECK(found.from == "Änn");
  CHECK(found.style == chat::MessageStyle::acted);
  CHECK(found.number == 42);
  CHECK(found.hidden);
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ArchiveFixture, "a change of a room or session replaces what was there") {
  open();
  chat::ArchiveBatch batch;
  batch.rooms = {chess()};
  batch.sessions = {ann()};
  store(batch);
  batch.rooms[0] = {.id = RoomId{20},
                    .name = "Go",
                    .topic = "",
                    .operators = {},
                    .invited = {},
                    .private_views = {}};
  batch.sessions[0].rooms.pop_back();
  batch.sessions[0].acknowledged = 43;
  store(batch);
  const auto expected = batch;
  reopen();
  const auto state = archive->load(10);
  REQUIRE(state.rooms.size() == 1);
  check_equal(state.rooms[0], expected.rooms[0]);
  REQUIRE(state.sessions.size() == 1);
  check_equal(state.sessions[0], expected.sessions[0]);
}

TEST_CASE_FIXTURE(ArchiveFixture, "accounts, and rights of accounts, are there until they end") {
  open();
  chat::ArchiveBatch batch;
  const chat::ArchivedAccount ann_s{.id = chat::AccountId{30},
                                    .name = "Änn",
                                    .password = "$argon2id$",
                                    .keys = {"SHA256:b", "SHA256:a"},
                                    .since = base::ManualClock::kWallStart,
                                    .is_operator = true};
  batch.accounts = {ann_s, {.id = chat::AccountId{31}, .name = "Bob", .password = {}, .keys = {}}};
  batch.rooms = {chess()};
  batch.rooms[0].founder_account = chat::AccountId{30};
  batch.rooms[0].operator_accounts = {chat::AccountId{31}};
  batch.rooms[0].invited_accounts = {chat::AccountId{30}, chat::AccountId{31}};
  batch.sessions = {ann()};
  batch.sessions[0].account = chat::AccountId{30};
  store(batch);
  chat::ArchiveBatch end;
  end.removed_accounts = {chat::AccountId{31}};
  store(end);
  reopen();
  const auto state = archive->load(10);
  REQUIRE(state.accounts.size() == 1);
  const auto& found = state.accounts[0];
  CHECK(found.id == ann_s.id);
  CHECK(found.name == ann_s.name);
  CHECK(found.password == ann_s.password);
  CHECK(found.keys == ann_s.keys);
  CHECK(found.since == ann_s.since);
  CHECK(found.is_operator);
  check_equal(state.rooms[0], batch.rooms[0]);
  CHECK(state.sessions[0].account == chat::AccountId{30});
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ArchiveFixture, "closed rooms and ended sessions are gone") {
  open();
  chat::ArchiveBatch batch;
  batch.rooms = {chess()};
  batch.sessions = {ann()};
  batch.messages = {messages.make("Bob", "in chess", RoomId{20}), messages.make("Bob", "in lobby")};
  store(batch);
  chat::ArchiveBatch end;
  end.closed_rooms = {RoomId{20}};
  end.ended_sessions = {MemberId{3}};
  store(end);
  reopen();
  const auto state = archive->load(10);
  CHECK(state.rooms.empty());
  CHECK(state.sessions.empty());
  CHECK(texts(state.recent) == Texts{"in lobby"});
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(ArchiveFixture, "the latest messages of each room come back, oldest first") {
  open();
  chat::ArchiveBatch batch;
  batch.rooms = {chess()};
  for (int i = 0; i < 5; ++i) {
    batch.messages.push_back(messages.make("Bob", "lobby " + std::to_string(i)));
    batch.messages.push_back(messages.make("Bob", "chess " + std::to_string(i), RoomId{20}));
    batch.messages.back().hidden = i % 2 == 1;
  }
  store(batch);
  const auto recent = [&](std::size_t count) {
    reopen();
    return texts(archive->load(count).recent);
  };
  CHECK(recent(2) == Texts{"lobby 3", "chess 3", "lobby 4", "chess 4"});
  CHECK(recent(0).empty());
  CHECK(recent(100).size() == 10);
}

TEST_CASE_FIXTURE(ArchiveFixture, "no id is used again after a crash") {
  open();
  const auto clock_id = base::microseconds_since_1970(clock.wall_time());
  CHECK(archive->load(0).last == EntryId{});
  reopen();
  const auto first = archive->load(0).last;
  CHECK(first > EntryId{clock_id + 50'000'000});
  chat::ArchiveBatch batch;
  const auto far = EntryId{clock_id + 900'000'000};
  batch.reserved = far;
  store(batch);
  batch.reserved = EntryId{1};
  store(batch);
  reopen();
  CHECK(archive->load(0).last == far);
  reopen();
  CHECK(archive->load(0).last > far);
}

TEST_CASE_FIXTURE(ArchiveFixture, "the destructor stores the batch that waits") {
  open();
  chat::ArchiveBatch batch;
  batch.messages = {messages.make("Bob", "the last word")};
  bool told = false;
  archive->store(batch, [&] { told = true; });
  close();
  CHECK_FALSE(told);
  open();
  CHECK(texts(archive->load(10).recent) == Texts{"the last word"});
}

TEST_CASE_FIXTURE(ArchiveFixture, "the statistics count batches, messages and searches") {
  open();
  CHECK(archive->statistics().database_bytes > 4096);
  store({messages.make("Bob", "one"), messages.make("Bob", "two")});
  chat::ArchiveBatch batch;
  batch.messages = {messages.make("Bob", "three")};
  bool stored = false;
  archive->store(batch, [&] { stored = true; });
  CHECK(archive->statistics().waiting_messages == 1);
  clock.advance(base::Duration{30});
  support::run_until(loop, [&] { return stored; });
  find("one");
  const auto now = archive->statistics();
  CHECK(now.stored_messages == 3);
  CHECK(now.waiting_messages == 0);
  CHECK(now.failures == 0);
  CHECK(now.commits.count == 2);
  CHECK(now.commits.longest == std::chrono::milliseconds{30});
  CHECK(now.commits.total == std::chrono::milliseconds{30});
  CHECK(now.searches.count == 1);
}

}  // namespace
}  // namespace tertulia::store::archive_test
