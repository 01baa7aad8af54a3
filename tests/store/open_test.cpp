#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tertulia/base/failure.h"
#include "tertulia/store/archive.h"

#include "support/store_fixture.h"

namespace tertulia::store::open_test {
namespace {

using support::ArchiveFixture;

std::string content_of(const std::string& path) {
  if (!std::filesystem::is_regular_file(path)) return {};
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

struct OpenFixture : ArchiveFixture {
  /// Why the archive does not start, without the path. The file must not change.
  std::string refusal() {
    const auto before = content_of(path);
    std::string reason;
    try {
      open();
      load();
      FAIL("it has started");
    } catch (const base::StartFailure& failure) {
      reason = failure.what();
    }
    archive.reset();
    CHECK(content_of(path) == before);
    const auto begin = "cannot use " + path + ": ";
    REQUIRE_MESSAGE(reason.starts_with(begin), reason);
    CHECK(reason.find('\n') == std::string::npos);
    return reason.substr(begin.size());
  }
  void load() { archive->load(10); }
  void change(const char* sql) const {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    database.exec(sql);
  }
  /// A database with some content, and no other file.
  void make() {
    open();
    chat::ArchiveBatch batch;
    for (int i = 0; i < 200; ++i) {
      batch.messages.push_back(messages.make("Bob", std::string(100, 'x') + std::to_string(i)));
    }
    batch.rooms.push_back({.id = chat::RoomId{20},
                           .name = "chess",
                           .topic = "t",
                           .operators = {},
                           .invited = {},
                           .private_views = {}});
    store(batch);
    close();
    REQUIRE_FALSE(std::filesystem::exists(path + "-wal"));
  }
};

TEST_CASE_FIXTURE(OpenFixture, "an empty file becomes a database") {
  directory.write("tertulia.db", "");
  make();
  open();
  CHECK(archive->load(1).rooms.size() == 1);
}

// The ids after these were all the same for the database, so it kept no further message, and said
// that it did.
TEST_CASE_FIXTURE(OpenFixture, "a database with ids that nothing can follow is refused") {
  make();
  SUBCASE("reserved") { change("UPDATE meta SET value = 1 << 60 WHERE name = 'reserved'"); }
  SUBCASE("too large") { change("UPDATE rooms SET id = 1 << 60"); }
  SUBCASE("negative") { change("UPDATE rooms SET id = -1"); }
  SUBCASE("a negative account") { change("INSERT INTO accounts VALUES (-1, 'Ann', '', 0, 0)"); }
  SUBCASE("the account 0") { change("INSERT INTO accounts VALUES (0, 'Ann', '', 0, 0)"); }
  SUBCASE("a ban") { change("INSERT INTO bans VALUES (-1, 'Eve', 0, '', 0, '', '', 0, 0)"); }
  SUBCASE("a mute") { change("INSERT INTO mutes VALUES (1 << 60, 5, 0, 'Eve', '', '', 0, 0)"); }
  CHECK(refusal() ==
        "an id is out of range; restore a backup, or move the file away to begin without history");
}

TEST_CASE_FIXTURE(OpenFixture, "no id that something has is used again") {
  make();
  SUBCASE("a room") { change("UPDATE rooms SET id = 1 << 51"); }
  SUBCASE("an account") { change("INSERT INTO accounts VALUES (1 << 51, 'Ann', '', 0, 0)"); }
  SUBCASE("a ban") { change("INSERT INTO bans VALUES (1 << 51, 'Eve', 0, '', 0, '', '', 0, 0)"); }
  SUBCASE("a mute") { change("INSERT INTO mutes VALUES (1 << 51, 5, 0, 'Eve', '', '', 0, 0)"); }
  open();
  CHECK(archive->load(1).last == chat::EntryId{std::uint64_t{1} << 51U});
}

TEST_CASE_FIXTURE(OpenFixture, "a file that is no database is refused") {
  directory.write("tertulia.db", std::string(5'000, 'x'));
  CHECK(refusal() == "the file is not a database; it is not a database of tertulia: move it away");
}

TEST_CASE_FIXTURE(OpenFixture, "another program's database is refused") {
  change("CREATE TABLE theirs(a)");
  CHECK(refusal() == "it is another program's database; move it away");
}

TEST_CASE_FIXTURE(OpenFixture, "a database of a newer version is refused") {
  make();
  change("PRAGMA user_version=3");
  CHECK(refusal() ==
        "it has version 3, of a newer tertuliad (this one knows version 2); install that "
        "tertuliad, or move the file away to begin without history");
}

TEST_CASE_FIXTURE(OpenFixture, "a database without accounts gets them, and loses nothing") {
  make();
  change(support::kToVersion1);
  change(
      "INSERT INTO rooms VALUES (20, 'chess', 't', 5, 0);"
      "INSERT INTO sessions VALUES (5, x'00', 'Ann', 'host', 1, 3)");
  open();
  const auto state = archive->load(1);
  REQUIRE(state.rooms.size() == 1);
  CHECK(state.rooms[0].founder == chat::MemberId{5});
  CHECK(state.rooms[0].founder_account == chat::AccountId{});
  REQUIRE(state.sessions.size() == 1);
  CHECK(state.sessions[0].account == chat::AccountId{});
  CHECK(state.accounts.empty());
  CHECK(state.recent.size() == 1);
}

TEST_CASE_FIXTURE(OpenFixture, "a directory is refused") {
  std::filesystem::create_directory(path);
  CHECK(refusal() ==
        "the database cannot be opened; check the owner and the mode of the file and of its "
        "directory");
}

TEST_CASE_FIXTURE(OpenFixture, "a path in a directory that does not exist is refused") {
  path = directory.file("none/tertulia.db");
  CHECK(refusal().starts_with("the database cannot be opened; check"));
}

TEST_CASE_FIXTURE(OpenFixture, "a database that another program has locked is refused") {
  make();
  SQLite::Database other(path, SQLite::OPEN_READWRITE);
  other.exec("PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE");
  CHECK(refusal() == "another program has locked the database; end that program, and start again");
}

TEST_CASE_FIXTURE(OpenFixture, "a database that was cut short is refused") {
  make();
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  CHECK(refusal().find("move the file away to begin without history") != std::string::npos);
}

TEST_CASE_FIXTURE(OpenFixture, "a table is missing") {
  make();
  change("PRAGMA writable_schema=ON; DELETE FROM sqlite_schema WHERE name = 'visits'");
  CHECK(refusal() ==
        "no such table: visits; check the owner and the mode of the file and of its directory");
}

// What is overwritten, by its page's place in a query.
TEST_CASE_FIXTURE(OpenFixture, "damaged tables and a damaged index are noticed at the start") {
  make();
  const auto whole = content_of(path);
  for (const std::string name : {"meta", "rooms", "nominees", "closed_rooms", "sessions", "visits",
                                 "accounts", "account_keys", "search_data", "sqlite_schema"}) {
    CAPTURE(name);
    std::size_t page = 1;
    if (name != "sqlite_schema") {
      SQLite::Database database(path);
      page = static_cast<std::size_t>(
          database.execAndGet("SELECT rootpage FROM sqlite_schema WHERE name = '" + name + "'")
              .getInt64());
    }
    auto damaged = whole;
    const std::size_t begin = page == 1 ? 100 : (page - 1) * 4096;
    damaged.replace(begin, 200, std::string(200, '\xA5'));
    std::ofstream(path, std::ios::binary | std::ios::trunc) << damaged;
    CHECK(refusal().find("without history") != std::string::npos);
    std::ofstream(path, std::ios::binary | std::ios::trunc) << whole;
  }
  open();
}

TEST_CASE_FIXTURE(OpenFixture, "a full or failing disk at the start is named") {
  make();
  disk.fail(0, 1'000, SQLITE_FULL);
  CHECK(refusal() == "the disk is full; free some space, and start again");
  disk.fail(0, 1'000, SQLITE_IOERR_WRITE);
  CHECK(refusal().starts_with("the disk has an error"));
}

}  // namespace
}  // namespace tertulia::store::open_test
