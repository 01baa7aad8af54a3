#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/store/archive.h"

#include "store/database.h"
#include "support/store_fixture.h"

namespace tertulia::store::retention_test {
namespace {

using chat::EntryId;
using chat::RoomId;
using std::chrono::hours;
using std::chrono::minutes;
using support::ArchiveFixture;

constexpr RoomId kChess{20};

struct RetentionFixture : ArchiveFixture {
  /// Stores so many messages, whose ages begin with this one and end with it.
  void fill(int count, base::Duration age, RoomId room = chat::kLobby, int size = 10) {
    std::vector<chat::ArchivedMessage> all;
    for (int i = 0; i < count; ++i) {
      const auto from = "User" + std::to_string(i % 7);
      all.push_back(messages.make(from, std::string(static_cast<std::size_t>(size), 'x'), room));
      all.back().time = clock.wall_time() - age;
    }
    store(all);
  }
  std::uint64_t count() const { return number("SELECT count(*) FROM messages"); }
  std::uint64_t number(const char* query) const {
    auto database = open_database(path, Access::read_only);
    return static_cast<std::uint64_t>(read_integer(database, query));
  }
  /// Lets the clock go on until all is done that is due.
  void wait_for(const std::function<bool()>& done) {
    support::run_until(loop, [&] {
      if (done()) return true;
      clock.advance(base::Duration{1'000});
      return false;
    });
  }
};

TEST_CASE_FIXTURE(RetentionFixture, "messages are removed when they are older than --keep") {
  open({.keep = hours{48}});
  fill(1'700, hours{49});
  fill(300, hours{47});
  wait_for([&] { return archive->statistics().removed_messages == 1'700; });
  CHECK(count() == 300);
  CHECK(problems() == "");
  clock.advance(hours{1} + minutes{1});
  wait_for([&] { return archive->statistics().removed_messages == 2'000; });
  CHECK(count() == 0);
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(RetentionFixture, "without limits nothing is removed") {
  open();
  fill(10, hours{100'000});
  for (int i = 0; i < 5; ++i) {
    clock.advance(minutes{1});
    support::run_passes(loop);
    store(chat::ArchiveBatch{});
  }
  CHECK(count() == 10);
}

TEST_CASE_FIXTURE(RetentionFixture, "a new limit acts at once") {
  open();
  fill(10, hours{2});
  archive->set_retention({.keep = hours{1}});
  support::run_until(loop, [&] { return archive->statistics().removed_messages == 10; });
}

// A limit was lowered just before the minute was over. The archive then removed twice at a time,
// and the next batch found no place: from then on nothing was stored.
TEST_CASE_FIXTURE(RetentionFixture, "a new limit near the end of a minute keeps no batch away") {
  open();
  fill(3'000, hours{2});
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  clock.advance(minutes{2});
  support::run_passes(loop);
  wait_for([&] { return archive->statistics().database_bytes > 0; });
  clock.advance(std::chrono::seconds{59});
  archive->set_retention({.keep = hours{1}});
  clock.advance(std::chrono::seconds{30});
  loop.run_pass();
  fill(1, hours{0});
  wait_for([&] { return archive->statistics().removed_messages == 3'000; });
  CHECK(count() == 1);
}

// The clock was wrong for a day. What was said then stood before all others, and nothing was
// removed.
TEST_CASE_FIXTURE(RetentionFixture, "messages from the future do not keep older ones") {
  open({.keep = hours{48}});
  fill(100, -hours{9'000});
  fill(300, hours{49});
  wait_for([&] { return archive->statistics().removed_messages == 300; });
  CHECK(count() == 100);
}

TEST_CASE_FIXTURE(RetentionFixture,
                  "the oldest messages are removed when the database is too large") {
  constexpr std::uint64_t kSize = 800'000;
  open({.keep_size = kSize});
  for (int i = 0; i < 10; ++i) fill(500, hours{0}, chat::kLobby, 200);
  wait_for([&] { return archive->statistics().removed_messages > 0; });
  wait_for([&] { return archive->statistics().database_bytes <= kSize; });
  CHECK(archive->statistics().database_bytes > kSize / 2);
  const auto left = count();
  CHECK(left > 1'000);
  CHECK(number("SELECT max(id) FROM messages") == messages.last());
  CHECK(number("SELECT min(id) FROM messages") == messages.last() - left + 1);
  CHECK(problems() == "");
}

// Removed words stayed in the index, so that the database seemed to be too large until no message
// was left.
TEST_CASE_FIXTURE(RetentionFixture, "a much smaller limit removes no more than it must") {
  constexpr std::uint64_t kSize = 1'000'000;
  open();
  std::string text;
  for (int i = 0; i < 30; ++i) text += "some words of a long message ";
  for (int i = 0; i < 8; ++i) {
    std::vector<chat::ArchivedMessage> all;
    all.reserve(500);
    for (int j = 0; j < 500; ++j) all.push_back(messages.make("Bob", text + std::to_string(j)));
    store(all);
  }
  archive->set_retention({.keep_size = kSize});
  wait_for([&] { return archive->statistics().removed_messages > 0; });
  wait_for([&] { return archive->statistics().database_bytes <= kSize; });
  CHECK(archive->statistics().database_bytes > kSize / 2);
  CHECK(count() > 500);
  CHECK(problems() == "");
}

// A limit with a digit too few was corrected at once, and yet it was carried out.
TEST_CASE_FIXTURE(RetentionFixture, "a limit that is corrected removes no more") {
  open();
  for (int i = 0; i < 10; ++i) fill(500, hours{0}, chat::kLobby, 200);
  archive->set_retention({.keep_size = 100'000});
  support::run_until(loop, [&] { return archive->statistics().removed_messages > 0; });
  archive->set_retention({.keep_size = 100'000'000});
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  CHECK(count() > 3'000);
}

// Such a database was swept without a pause.
TEST_CASE_FIXTURE(RetentionFixture, "a database that cannot shrink is swept each minute") {
  open();
  fill(2'000, hours{2});
  close();
  {
    auto database = open_database(path, Access::read_write);
    database.exec("PRAGMA journal_mode=DELETE;PRAGMA auto_vacuum=NONE;VACUUM");
  }
  open({.keep = hours{1}});
  wait_for([&] { return archive->statistics().removed_messages == 2'000; });
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  CHECK(number("PRAGMA freelist_count") > 0);
}

// A computer without a battery for its clock began in the year 2099, and its archive was empty soon
// after that.
TEST_CASE_FIXTURE(RetentionFixture, "a clock that is wrong does not empty the archive") {
  open();
  fill(10, hours{100});
  close();
  const auto year = hours{24 * 365};
  clock.advance(year);
  open({.keep = year / 4});
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  fill(1, hours{0});
  CHECK(count() == 11);
  clock.advance(hours{24});
  wait_for([&] { return archive->statistics().removed_messages == 10; });
  CHECK(count() == 1);
}

TEST_CASE_FIXTURE(RetentionFixture, "the file shrinks again") {
  open();
  for (int i = 0; i < 5; ++i) fill(500, hours{2}, chat::kLobby, 200);
  wait_for([&] { return archive->statistics().database_bytes > 500'000; });
  archive->set_retention({.keep = hours{1}});
  wait_for([&] { return archive->statistics().database_bytes < 200'000; });
  close();
  CHECK(std::filesystem::file_size(path) < 200'000);
}

TEST_CASE_FIXTURE(RetentionFixture, "messages of a closed room are removed, also after a restart") {
  open();
  fill(1'200, hours{0}, kChess);
  fill(5, hours{0});
  chat::ArchiveBatch batch;
  batch.closed_rooms = {kChess};
  store(batch);
  reopen();
  wait_for([&] { return number("SELECT count(*) FROM closed_rooms") == 0; });
  CHECK(count() == 5);
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(RetentionFixture, "a batch waits for one step of the retention at the most") {
  open();
  fill(3'000, hours{2});
  archive->set_retention({.keep = hours{1}});
  support::run_until(loop, [&] { return archive->statistics().removed_messages > 0; });
  const auto before = archive->statistics().removed_messages;
  say("Bob", "at once");
  CHECK(archive->statistics().removed_messages - before <= 500);
  CHECK(count() > 2'000);
  wait_for([&] { return archive->statistics().removed_messages == 3'000; });
  CHECK(find("once").size() == 1);
}

TEST_CASE_FIXTURE(RetentionFixture, "once a day, names without messages and removed words go") {
  open({.keep = hours{48}});
  fill(3'000, hours{47});
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  clock.advance(hours{2});
  wait_for([&] { return archive->statistics().removed_messages == 3'000; });
  say("User1", "a new one");
  CHECK(number("SELECT count(*) FROM names") == 7);
  clock.advance(hours{23});
  wait_for([&] { return number("SELECT count(*) FROM names") == 1; });
  CHECK(number("SELECT count(*) FROM search_data") <= 6);
  // Its id was in the writer's memory.
  say("User2", "another one");
  CHECK(find("one").size() == 2);
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(RetentionFixture, "many names are looked at in several steps") {
  open();
  std::vector<chat::ArchivedMessage> all;
  all.reserve(5'000);
  for (int i = 0; i < 5'000; ++i) all.push_back(messages.make("Guest" + std::to_string(i), "x"));
  for (auto& message : all) message.time = clock.wall_time() - hours{2};
  store(all);
  wait_for([&] { return number("SELECT value FROM meta WHERE name = 'tidied'") > 0; });
  archive->set_retention({.keep = hours{1}});
  wait_for([&] { return archive->statistics().removed_messages == 5'000; });
  clock.advance(hours{25});
  wait_for([&] { return number("SELECT count(*) FROM names") == 0; });
  CHECK(problems() == "");
}

}  // namespace
}  // namespace tertulia::store::retention_test
