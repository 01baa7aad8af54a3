#include <algorithm>
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>
#include <sqlite3.h>

#include "tertulia/base/failure.h"
#include "tertulia/base/log.h"
#include "tertulia/store/archive.h"

#include "support/faulty_disk.h"
#include "support/store_fixture.h"

namespace tertulia::store::failing_disk_test {
namespace {

using chat::EntryId;
using chat::MemberId;
using chat::RoomId;
using support::ArchiveFixture;
using support::FaultyDisk;

struct FailingDisk : ArchiveFixture {
  FailingDisk() {
    base::log::redirect([this](std::string_view line) { log.emplace_back(line); });
  }
  ~FailingDisk() {
    close();
    base::log::redirect({});
  }

  /// Hands a batch over, and does not wait.
  void begin(std::string_view text) {
    chat::ArchiveBatch batch;
    batch.messages = {messages.make("Bob", text)};
    archive->store(batch, [this] { ++stored; });
  }
  /// Advances the clock by a second after each try that fails.
  void run_until(const std::function<bool()>& done) {
    support::run_until(loop, [&] {
      if (done()) return true;
      const auto failures = archive->statistics().failures;
      if (std::exchange(failures_, failures) < failures) clock.advance(base::Duration{1'000});
      return false;
    });
  }
  void let_fail(std::uint64_t tries) {
    const auto end = archive->statistics().failures + tries;
    run_until([&] { return archive->statistics().failures >= end; });
  }
  void wait_until_stored(int count) {
    run_until([&] { return stored == count; });
  }
  auto count_logged(std::string_view text) const {
    return std::ranges::count_if(log, [&](const auto& line) { return line.ends_with(text); });
  }
  bool has_logged(std::string_view text) const { return count_logged(text) > 0; }

  std::vector<std::string> log;
  int stored = 0;

 private:
  std::uint64_t failures_ = 0;
};

TEST_CASE_FIXTURE(FailingDisk, "a full disk delays what is stored until there is space") {
  open();
  disk.fail(0, 1'000'000, SQLITE_FULL);
  begin("waits");
  let_fail(10);
  CHECK(archive->is_failing());
  CHECK(stored == 0);
  CHECK(archive->statistics().waiting_messages == 1);
  CHECK(find("waits").empty());
  disk.heal();
  wait_until_stored(1);
  CHECK_FALSE(archive->is_failing());
  CHECK(find("waits").size() == 1);
  CHECK(has_logged("messages are stored again"));
  CHECK(problems() == "");
}

TEST_CASE_FIXTURE(FailingDisk, "a failure is logged once a minute, with its reason") {
  open();
  disk.fail(0, 1'000'000, SQLITE_IOERR_FSYNC);
  begin("waits");
  let_fail(50);
  const std::string line = "cannot store messages: the disk has an error; trying again each second";
  CHECK(count_logged(line) == 1);
  let_fail(20);
  CHECK(count_logged(line) == 2);
  disk.heal();
  wait_until_stored(1);
}

TEST_CASE_FIXTURE(FailingDisk, "a lock of another program delays what is stored") {
  open();
  constexpr int kTimeout = 60'000;  // in ms: the archive tidies up
  SQLite::Database other(path, SQLite::OPEN_READWRITE, kTimeout);
  other.exec("BEGIN IMMEDIATE");
  begin("waits");
  run_until([&] {
    return has_logged(
        "cannot store messages: another program has locked the database; trying again each second");
  });
  other.exec("ROLLBACK");
  wait_until_stored(1);
  CHECK(find("waits").size() == 1);
}

TEST_CASE_FIXTURE(FailingDisk, "the end tries once more to store what has failed") {
  open();
  disk.fail(0, 1'000'000, SQLITE_FULL);
  begin("last words");
  run_until([&] { return archive->is_failing(); });
  SUBCASE("it succeeds") {
    disk.heal();
    close();
    open();
    CHECK(find("last words").size() == 1);
    CHECK_FALSE(has_logged("could not be stored"));
  }
  SUBCASE("it fails, and the log says so") {
    close();
    CHECK(has_logged("1 messages are lost, for they could not be stored"));
    disk.heal();
    open();
    CHECK(find("last words").empty());
  }
}

constexpr int kSteps = 4;
constexpr int kLines = 2;  // A step, in the lobby.

/// Four batches that change all kinds of records.
chat::ArchiveBatch script(int step, support::Messages& messages) {
  constexpr RoomId kRoom{20};
  chat::ArchiveBatch batch;
  for (int i = 0; i < kLines; ++i) {
    batch.messages.push_back(
        messages.make("User" + std::to_string(i), "step " + std::to_string(step), chat::kLobby));
  }
  if (step == 1) batch.messages.push_back(messages.make("Ann", "in the room", kRoom));
  batch.sessions = {{.id = MemberId{7},
                     .token = "token",
                     .name = "Ann",
                     .host = "host",
                     .rooms = {{chat::kLobby, EntryId{}}},
                     .acknowledged = static_cast<chat::Number>(step + 1)}};
  if (step == 0) {
    batch.rooms = {{.id = kRoom,
                    .name = "room",
                    .topic = "",
                    .operators = {MemberId{7}},
                    .invited = {},
                    .private_views = {}}};
  }
  if (step == 2) batch.closed_rooms = {kRoom};
  return batch;
}

/// Runs the script, and counts the batches that are told to be stored.
struct Conversation : FailingDisk {
  /// Until all is stored, or the power fails.
  void run() {
    for (int step = 0; step < kSteps && disk.has_power(); ++step) {
      auto batch = script(step, messages);
      handed_over = batch.messages.back().id;
      archive->store(std::move(batch), [this] {
        ++stored;
        last_stored = handed_over;
      });
      const auto goal = step + 1;
      run_until([&] { return stored == goal || !disk.has_power(); });
    }
  }

  /// All messages up to the last one that was told to be stored are there, once and in order. Of
  /// the batch after it there is all or nothing, and the session's number fits.
  void check_content() {
    CHECK(problems() == "");
    const auto state = archive->load(1'000);
    const auto page = ask({.rooms = {{chat::kLobby, EntryId{}}}, .limit = 1'000});
    REQUIRE(page);
    const auto lines = page->messages.size();
    REQUIRE(lines % kLines == 0);
    const auto steps = static_cast<int>(lines / kLines);
    CHECK(steps >= stored);
    CHECK(steps <= stored + 1);
    for (std::size_t i = 0; i < lines; ++i) {
      CHECK(page->messages[i].text == "step " + std::to_string((lines - 1 - i) / kLines));
    }
    REQUIRE(state.sessions.size() == (steps > 0 ? 1U : 0U));
    if (steps > 0) CHECK(state.sessions[0].acknowledged == static_cast<chat::Number>(steps));
    CHECK(state.rooms.size() == (steps > 0 && steps < 3 ? 1U : 0U));
    CHECK((state.last >= last_stored));
  }

  EntryId handed_over{};
  EntryId last_stored{};
};

/// The number of calls that change the disk in the script.
int calls_of_script() {
  Conversation whole;
  whole.open();
  whole.disk.count_from_now();
  whole.run();
  whole.close();
  return whole.disk.calls();
}

constexpr std::array kSurvivors{FaultyDisk::Survivors::all, FaultyDisk::Survivors::none,
                                FaultyDisk::Survivors::some};

TEST_CASE("the disk fails at each call of a conversation, once or for some time") {
  const int calls = calls_of_script();
  REQUIRE(calls > 20);
  for (int at = 0; at < calls; ++at) {
    CAPTURE(at);
    Conversation conversation;
    conversation.open();
    conversation.disk.count_from_now();
    conversation.disk.fail(at, at % 4 < 2 ? 1 : 10, at % 2 == 0 ? SQLITE_FULL : SQLITE_IOERR_WRITE);
    conversation.run();
    CHECK(conversation.stored == kSteps);
    conversation.disk.heal();
    conversation.reopen();
    conversation.check_content();
  }
}

TEST_CASE("the power fails at each call of a conversation") {
  const int calls = calls_of_script();
  for (int at = 0; at <= calls; ++at) {
    CAPTURE(at);
    Conversation conversation;
    conversation.disk.expect_power_failure();
    conversation.open();
    conversation.disk.count_from_now();
    conversation.disk.lose_power(at);
    conversation.run();
    conversation.close();
    const auto crash = conversation.disk.end_of_power_failure();
    for (const auto survivors : kSurvivors) {
      CAPTURE(static_cast<int>(survivors));
      crash.restore(survivors, static_cast<unsigned>(at));
      conversation.open();
      conversation.check_content();
      conversation.close();
    }
  }
}

TEST_CASE("the power fails at each call of the first start") {
  const auto calls = [] {
    FailingDisk whole;
    whole.open();
    whole.close();
    return whole.disk.calls();
  }();
  for (int at = 0; at < calls; ++at) {
    CAPTURE(at);
    FailingDisk first;
    first.disk.expect_power_failure();
    first.disk.lose_power(at);
    try {
      first.open();
    } catch (const base::StartFailure& /*expected*/) {
    }
    first.close();
    const auto crash = first.disk.end_of_power_failure();
    for (const auto survivors : kSurvivors) {
      CAPTURE(static_cast<int>(survivors));
      crash.restore(survivors, static_cast<unsigned>(at));
      first.open();
      first.say("Bob", "hello");
      CHECK(first.problems() == "");
      CHECK(first.find("hello").size() == 1);
      first.close();
    }
  }
}

}  // namespace
}  // namespace tertulia::store::failing_disk_test
