#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tertulia/base/log.h"
#include "tertulia/store/archive.h"

#include "store/database.h"
#include "store/reader.h"
#include "support/lines.h"
#include "support/store_fixture.h"

namespace tertulia::store::questions_test {
namespace {

using support::ArchiveFixture;
using support::Lines;
using support::scopes;

/// The reader of the archive has nothing in its memory, and the test decides when the disk answers.
struct Questions : ArchiveFixture {
  Questions() {
    open();
    std::vector<chat::ArchivedMessage> all;
    all.reserve(5'000);
    for (int i = 0; i < 5'000; ++i) {
      all.push_back(messages.make("Bob", "tea number " + std::to_string(i)));
    }
    store(all);
    settle();
    reopen();
    settle();
    disk.before_reads([this] { return on_read(); });
  }
  ~Questions() {
    release();
    close();
  }

  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }
  int count_reads() {
    const std::lock_guard lock(mutex_);
    return reads_;
  }

  /// Asks for words, or without words, and notes the answer.
  void ask_for(const std::string& words, const std::string& note, std::size_t limit = 1) {
    ask_for({.rooms = scopes({chat::kLobby}), .words = words, .limit = limit}, note);
  }
  void ask_for(chat::ArchiveQuery query, const std::string& note) {
    archive->find(std::move(query), [this, note](const Page& page) {
      answers.push_back(note + (page ? "" : ": " + page.error()));
    });
  }
  void wait_for(std::size_t count) {
    support::run_until(loop, [&] { return answers.size() == count; });
  }

  Lines answers;
  int read_result = SQLITE_OK;

 private:
  /// Waits until the retention has nothing to do.
  void settle() {
    auto database = open_database(path, Access::read_only);
    support::run_until(loop, [&] {
      return read_integer(database, "SELECT value FROM meta WHERE name = 'tidied'") > 0 &&
             read_integer(database, "PRAGMA freelist_count") == 0;
    });
    store(chat::ArchiveBatch{});
  }
  int on_read() {
    std::unique_lock lock(mutex_);
    ++reads_;
    changed_.wait(lock, [this] { return !held_; });
    return read_result;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  bool held_ = false;
  int reads_ = 0;
};

constexpr base::Duration kTimeLimit{2'000};

TEST_CASE_FIXTURE(Questions, "a question that takes too long is answered with an error, once") {
  hold();
  ask_for("tea", "first");
  clock.advance(kTimeLimit - base::Duration{1});
  support::run_passes(loop);
  CHECK(answers == Lines{});
  clock.advance(base::Duration{1});
  support::run_passes(loop);
  CHECK(answers == Lines{"first: that takes too long now; try again in a moment"});
  ask_for("number", "second");
  release();
  wait_for(2);
  CHECK(answers.back() == "second");
  CHECK(archive->statistics().failures == 0);
  CHECK(archive->statistics().searches.count == 2);
  CHECK(archive->statistics().searches.longest == kTimeLimit);
}

TEST_CASE_FIXTURE(Questions, "the reader soon gives up a question that is too late") {
  ask_for("tea", "whole", 5'000);
  wait_for(1);
  const auto whole = count_reads();
  reopen();
  const auto before = count_reads();
  hold();
  ask_for("tea", "late", 5'000);
  support::run_until(loop, [&] { return count_reads() > before; });
  clock.advance(kTimeLimit);
  wait_for(2);
  release();
  ask_for("", "next");
  wait_for(3);
  CHECK(count_reads() - before < whole / 2);
}

TEST_CASE_FIXTURE(Questions, "the time limit of a question begins when it is its turn") {
  hold();
  ask_for("tea", "first");
  ask_for("tea", "second");
  clock.advance(kTimeLimit);
  wait_for(1);
  clock.advance(kTimeLimit - base::Duration{1});
  support::run_passes(loop);
  CHECK(answers.size() == 1);
  release();
  wait_for(2);
  CHECK(answers.back() == "second");
}

TEST_CASE_FIXTURE(Questions, "questions without words precede searches") {
  hold();
  for (const auto* note : {"search 1", "search 2", "search 3"}) ask_for("tea", note);
  for (const auto* note : {"page 1", "page 2"}) ask_for("", note);
  release();
  wait_for(5);
  CHECK(answers == Lines{"search 1", "page 1", "page 2", "search 2", "search 3"});
}

// On a busy computer, /history and cheap searches were told to use rarer words.
TEST_CASE_FIXTURE(Questions, "only the time of the processor makes a question too expensive") {
  Reader reader(path);
  const reactor::CancelFlag never;
  const chat::ArchiveQuery query{.rooms = scopes({chat::kLobby}), .words = "tea", .limit = 5'000};
  CHECK_THROWS_AS(reader.find(query, never, std::chrono::nanoseconds{0}), TooExpensive);
  CHECK(reader.find(query, never, std::chrono::hours{1}).messages.size() == 5'000);
}

// Each took up to 200 ms, and the history of a room waited behind all of them.
TEST_CASE_FIXTURE(Questions, "the messages of an author are a search") {
  hold();
  ask_for("tea", "first");
  ask_for({.rooms = scopes({chat::kLobby}), .from = "bob", .limit = 1}, "of Bob");
  ask_for("", "page");
  release();
  wait_for(3);
  CHECK(answers == Lines{"first", "page", "of Bob"});
}

// The disk hung for an hour. Whoever asked for the history could not even talk until then.
TEST_CASE_FIXTURE(Questions, "no question waits for a disk that does not answer") {
  hold();
  ask_for("tea", "first");
  ask_for("", "second");
  ask_for("tea", "third");
  clock.advance(kTimeLimit);
  wait_for(1);
  clock.advance(base::Duration{2'000});
  wait_for(3);
  CHECK(answers[1] == "second: the history cannot be read now");
  CHECK(answers[2] == "third: the history cannot be read now");
  ask_for("", "fourth");
  CHECK(answers.back() == "fourth: the history cannot be read now");
  release();
  support::run_until(loop, [&] {
    ask_for("", "again");
    support::run_passes(loop);
    return answers.back() == "again";
  });
}

TEST_CASE_FIXTURE(Questions, "too many searches are refused, and other questions are not") {
  hold();
  for (int i = 0; i < 65; ++i) ask_for("tea", "search");
  for (int i = 0; i < 100; ++i) ask_for("", "page");
  CHECK(answers == Lines{});
  ask_for("tea", "one more");
  CHECK(answers == Lines{"one more: too many searches at once; try again in a moment"});
  release();
  wait_for(166);
}

TEST_CASE_FIXTURE(Questions, "a question can be asked in an answer") {
  archive->find({.rooms = scopes({chat::kLobby}), .limit = 1},
                [this](const Page& /*page*/) { ask_for("tea", "asked in an answer"); });
  wait_for(1);
  CHECK(answers == Lines{"asked in an answer"});
}

TEST_CASE_FIXTURE(Questions,
                  "a disk that cannot be read is an error, and is logged once a minute") {
  Lines log;
  base::log::redirect([&](std::string_view line) { log.emplace_back(line); });
  read_result = SQLITE_IOERR_READ;
  ask_for("tea", "first");
  wait_for(1);
  CHECK(answers == Lines{"first: the history cannot be read now"});
  ask_for("tea", "second");
  wait_for(2);
  CHECK(archive->statistics().failures == 2);
  REQUIRE(log.size() == 1);
  CHECK(log[0].ends_with("cannot read history: the disk has an error"));
  read_result = SQLITE_OK;
  ask_for("tea", "third");
  wait_for(3);
  CHECK(answers.back() == "third");
  base::log::redirect({});
}

TEST_CASE_FIXTURE(Questions, "no answer comes after the end") {
  hold();
  ask_for("tea", "running");
  ask_for("tea", "waiting");
  std::thread later([this] { release(); });
  close();
  later.join();
  support::run_passes(loop);
  CHECK(answers == Lines{});
}

}  // namespace
}  // namespace tertulia::store::questions_test
