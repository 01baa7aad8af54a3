#include "tertulia/server/archivist.h"

#include <map>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/base/log.h"

#include "support/fake_archive.h"
#include "support/lines.h"
#include "support/run.h"

namespace tertulia::server::archivist_test {
namespace {

using base::Duration;
using chat::EntryId;
using chat::MemberId;
using chat::RoomId;
using support::FakeArchive;
using support::pass_time;

constexpr MemberId kAnn{1};
constexpr RoomId kGames{7};

/// Rooms and sessions as the test sets them.
struct Source final : ArchiveSource {
  std::optional<chat::ArchivedAccount> account(chat::AccountId /*account*/) const override {
    return std::nullopt;
  }
  chat::ArchivedRoom room(RoomId room) const override {
    chat::ArchivedRoom record;
    record.id = room;
    record.topic = topic;
    return record;
  }
  std::optional<chat::ArchivedSession> session(MemberId client) const override {
    const auto found = numbers.find(client);
    if (found == numbers.end()) return std::nullopt;
    chat::ArchivedSession session;
    session.id = client;
    session.acknowledged = found->second;
    return session;
  }
  chat::Number finished(MemberId client) const override {
    const auto found = numbers.find(client);
    return found == numbers.end() ? 0 : found->second;
  }
  EntryId next_id() override { return EntryId{++last}; }

  std::string topic;
  std::map<MemberId, chat::Number> numbers;
  std::uint64_t last = 0;
};

/// Keeps the answers to a member's questions.
struct Asker final : chat::History::Asker {
  void on_found(MemberId client, base::Result<chat::ArchivePage> page) override {
    CHECK(client == kAnn);
    answers.push_back(page ? std::to_string(page->messages.size()) + " messages" : page.error());
  }
  support::Lines answers;
};

/// An archivist whose first batch, with the lobby, is stored.
struct Fixture {
  Fixture() {
    base::log::redirect([this](std::string_view line) { log.emplace_back(line.substr(20)); });
    archivist->set_asker(&asker);
    archivist->begin({});
    pass(Archivist::kInterval);
    archive.commit();
    CHECK(archive.batches == 1);
  }
  ~Fixture() { base::log::redirect({}); }
  Fixture(const Fixture&) = delete;
  Fixture& operator=(const Fixture&) = delete;

  bool say(std::string_view text, RoomId room = chat::kLobby) {
    return archivist->add(
        {{room, "name"}, source.next_id(), {}, kAnn, "Ann", text, chat::MessageStyle::said});
  }
  void pass(Duration time) { pass_time(loop, clock, time); }
  void ask() { archivist->find(kAnn, {.rooms = {{chat::kLobby, EntryId{}}}, .limit = 100}); }
  void ask_for_resume(EntryId after = {}) {
    archivist->find_all({.rooms = {{chat::kLobby, EntryId{}}}, .after = after, .limit = 100},
                        [this](const auto& page) {
                          answers.push_back(page ? std::to_string(page->messages.size()) : "none");
                        });
  }

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  Source source;
  Statistics statistics;
  FakeArchive archive{FakeArchive::Mode::later};
  std::vector<std::pair<MemberId, chat::Number>> told;
  std::unique_ptr<Archivist> archivist = std::make_unique<Archivist>(
      loop, archive, source, statistics,
      [this](MemberId client, chat::Number number) { told.emplace_back(client, number); });
  Asker asker;
  support::Lines& answers = asker.answers;
  support::Lines log;
};

TEST_CASE_FIXTURE(Fixture, "changes are handed over together, an interval after the first") {
  say("one");
  pass(Archivist::kInterval - Duration{10});
  say("two");
  source.numbers[kAnn] = 2;
  archivist->session_changed(kAnn);
  CHECK_FALSE(archive.has_batch());
  CHECK(statistics.waiting_for_archive == 2);
  source.numbers[kAnn] = 3;
  source.topic = "Chess";
  archivist->room_changed(kGames);
  pass(Duration{10});
  REQUIRE(archive.has_batch());
  const auto& batch = archive.batch();
  CHECK(batch.messages.size() == 2);
  CHECK(batch.messages[0].text == "one");
  CHECK(batch.sessions.at(0).acknowledged == 3);
  CHECK(batch.rooms.at(0).topic == "Chess");
  CHECK(told.empty());
  CHECK(statistics.waiting_for_archive == 2);
  archive.commit();
  CHECK(told == std::vector{std::pair(kAnn, chat::Number{3})});
  CHECK(statistics.waiting_for_archive == 0);
}

TEST_CASE_FIXTURE(Fixture, "one batch is on its way at a time") {
  say("one");
  pass(Archivist::kInterval);
  say("two");
  pass(2 * Archivist::kInterval);
  CHECK(archive.batch().messages.at(0).text == "one");
  archive.commit();
  CHECK(archive.batch().messages.at(0).text == "two");
  say("three");
  archive.commit();
  CHECK_FALSE(archive.has_batch());
  pass(Archivist::kInterval);
  CHECK(archive.batch().messages.at(0).text == "three");
}

TEST_CASE_FIXTURE(Fixture, "without a change there is no batch") {
  archivist->session_changed(kAnn);  // it has ended when the batch is made
  pass(10 * Archivist::kInterval);
  CHECK(archive.batches == 1);
  CHECK_FALSE(archive.has_batch());
}

TEST_CASE_FIXTURE(Fixture, "what ends before it is handed over never gets to the archive") {
  source.numbers[kAnn] = 1;
  archivist->session_changed(kAnn);
  archivist->room_changed(kGames);
  say("one", kGames);
  say("two");
  archivist->session_ended(kAnn);
  archivist->room_closed(kGames);
  pass(Archivist::kInterval);
  CHECK(archive.batch().messages.size() == 1);
  CHECK(archive.batch().rooms.empty());
  CHECK(archive.batch().closed_rooms.empty());
  CHECK(archive.batch().sessions.empty());
  CHECK(archive.batch().ended_sessions.empty());
}

// After a client that came and left within the interval, nothing was stored until a question.
TEST_CASE_FIXTURE(Fixture, "what ends before it is due does not hold up what follows") {
  source.numbers[kAnn] = 1;
  archivist->session_changed(kAnn);
  archivist->session_ended(kAnn);
  pass(Archivist::kInterval);
  CHECK_FALSE(archive.has_batch());
  say("one");
  pass(Archivist::kInterval);
  REQUIRE(archive.has_batch());
  CHECK(archive.batch().messages.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "what the archive has and has ended is told to it, also after a start") {
  SUBCASE("archived now") {
    source.numbers[kAnn] = 1;
    archivist->session_changed(kAnn);
    archivist->room_changed(kGames);
    pass(Archivist::kInterval);
  }
  SUBCASE("archived by a former server") {
    chat::ArchivedState state;
    state.rooms.emplace_back().id = kGames;
    state.sessions.emplace_back().id = kAnn;
    archivist->begin(state);
  }
  say("two", kGames);
  archivist->session_ended(kAnn);
  archivist->room_closed(kGames);
  archive.commit();
  pass(Archivist::kInterval);
  CHECK(archive.batch().messages.empty());
  CHECK(archive.batch().closed_rooms == std::vector{kGames});
  CHECK(archive.batch().ended_sessions == std::vector{kAnn});
}

TEST_CASE_FIXTURE(Fixture, "ids are reserved ahead, in blocks") {
  CHECK(archive.reserved == EntryId{1 + Archivist::kReservedIds});
  const auto reserved = [this] {
    say("x");
    pass(Archivist::kInterval);
    const auto id = archive.batch().reserved;
    archive.commit();
    return static_cast<std::uint64_t>(id);
  };
  CHECK(reserved() == 0);
  source.last = Archivist::kReservedIds / 2 - 10;
  CHECK(reserved() == 0);
  source.last = Archivist::kReservedIds / 2 + 10;
  const auto next = reserved();
  CHECK(next == source.last + Archivist::kReservedIds);
  CHECK(reserved() == 0);
}

TEST_CASE_FIXTURE(Fixture, "too much that waits is not archived, and the log says so each minute") {
  archive.set_failing(true);
  const std::string large(Archivist::kMaxWaiting / 16, 'x');
  for (int i = 0; i < 15; ++i) CHECK(say(large));
  pass(Archivist::kInterval);  // what is on its way still waits
  CHECK_FALSE(say(large));
  CHECK(statistics.not_archived == 1);
  CHECK(log == support::Lines{"warning: too much waits for the disk: a message was not archived"});
  CHECK(say("small"));
  CHECK_FALSE(say(large));
  CHECK_FALSE(say(large));
  CHECK(log.size() == 1);
  clock.advance(Archivist::kReportInterval);
  CHECK_FALSE(say(large));
  CHECK(log.back() == "warning: too much waits for the disk: 3 messages were not archived");
  archive.set_failing(false);
  archive.commit();
  pass(Archivist::kInterval);
  archive.commit();
  CHECK(archive.messages.size() == 16);
  CHECK(say(large));
}

TEST_CASE_FIXTURE(Fixture, "a question is asked when all before it is stored") {
  ask();
  CHECK(archive.questions() == 1);
  archive.answer();
  CHECK(answers == support::Lines{"0 messages"});
  say("one");
  ask();
  CHECK(archive.has_batch());
  CHECK(archive.questions() == 0);
  archive.commit();
  CHECK(archive.questions() == 1);
  archive.answer();
  CHECK(answers.back() == "1 messages");
}

TEST_CASE_FIXTURE(Fixture, "a question waits for the batch behind the one on its way, too") {
  say("one");
  pass(Archivist::kInterval);
  say("two");
  ask();
  say("three");
  archive.commit();
  CHECK(archive.questions() == 0);
  archive.commit();
  archive.answer();
  CHECK(answers.back() == "3 messages");
}

TEST_CASE_FIXTURE(Fixture,
                  "a question does not wait for a failing archive, or a slow one for long") {
  say("one");
  SUBCASE("it fails already") {
    archive.set_failing(true);
    ask();
  }
  SUBCASE("it begins to fail") {
    ask();
    CHECK(archive.questions() == 0);
    archive.set_failing(true);
    pass(Archivist::kInterval);
  }
  SUBCASE("it is slow") {
    ask();
    pass(Archivist::kPatience - 2 * Archivist::kInterval);
    CHECK(archive.questions() == 0);
    pass(3 * Archivist::kInterval);
  }
  CHECK(archive.questions() == 1);
  archive.answer();
  CHECK(answers.back() == "0 messages");
}

TEST_CASE_FIXTURE(Fixture, "for a client that resumes, all messages or none") {
  say("one");
  ask_for_resume();
  SUBCASE("stored") {
    pass(2 * Archivist::kPatience);
    CHECK(archive.questions() == 0);
    archive.commit();
    archive.answer();
    CHECK(answers.back() == "1");
  }
  SUBCASE("failing") {
    archive.set_failing(true);
    pass(Archivist::kInterval);
    CHECK(answers.back() == "none");
  }
  // Nobody could come back while the disk hung.
  SUBCASE("very slow") {
    pass(Archivist::kResumePatience);
    CHECK(answers.back() == "none");
  }
}

TEST_CASE_FIXTURE(Fixture, "a client that resumes and has missed what was not archived") {
  const std::string large(Archivist::kMaxWaiting, 'x');
  CHECK_FALSE(say(large));
  const EntryId dropped{source.last};
  ask_for_resume();
  CHECK(answers.back() == "none");
  ask_for_resume(dropped);
  archive.answer();
  CHECK(answers.back() == "0");
}

// After a restart all clients come back at once, and the questions of members would wait behind
// theirs.
TEST_CASE_FIXTURE(Fixture, "only some questions for clients that resume are asked at a time") {
  for (std::size_t i = 0; i < 3 * Archivist::kMaxResumeQuestions; ++i) ask_for_resume();
  CHECK(archive.questions() == Archivist::kMaxResumeQuestions);
  ask();  // a member's question does not wait for them
  CHECK(archive.questions() == Archivist::kMaxResumeQuestions + 1);
  archive.answer();
  CHECK(archive.questions() == Archivist::kMaxResumeQuestions + 1);
  archive.set_mode(FakeArchive::Mode::at_once);
  while (archive.questions() > 0) archive.answer();
  CHECK(answers.size() == 3 * Archivist::kMaxResumeQuestions + 1);
}

TEST_CASE_FIXTURE(Fixture, "at the end all is handed over, and nothing that ends then is told") {
  bool done = false;
  source.numbers[kAnn] = 1;
  archivist->session_changed(kAnn);
  say("one");
  SUBCASE("nothing is on its way") {}
  SUBCASE("a batch is on its way") {
    pass(Archivist::kInterval);
    say("two");
  }
  SUBCASE("a batch is on its way, and nothing behind it") { pass(Archivist::kInterval); }
  archivist->finish([&] { done = true; });
  source.numbers[kAnn] = 2;
  archivist->session_ended(kAnn);
  archivist->room_closed(chat::kLobby);
  say("three");
  while (!done) archive.commit();
  CHECK(archivist->finished());
  archive.commit();
  pass(10 * Archivist::kInterval);
  CHECK_FALSE(archive.has_batch());
  CHECK(archive.messages.back().text != "three");
  CHECK(archive.sessions.at(kAnn).acknowledged == 1);
  CHECK(archive.rooms.contains(chat::kLobby));
}

TEST_CASE_FIXTURE(Fixture, "the end does not wait for a failing archive") {
  bool done = false;
  say("one");
  pass(Archivist::kInterval);
  say("two");
  SUBCASE("it fails already") { archive.set_failing(true); }
  SUBCASE("it begins to fail") {}
  archivist->finish([&] { done = true; });
  archive.set_failing(true);
  pass(Archivist::kInterval);
  CHECK(done);
  CHECK(log == support::Lines{"error: the archive is failing: 1 message is lost"});
}

TEST_CASE_FIXTURE(Fixture, "nothing is called when the archivist is gone") {
  say("one");
  ask();
  ask_for_resume();
  archive.set_mode(FakeArchive::Mode::later);
  archivist.reset();
  archive.commit();
  CHECK(told.empty());
  CHECK(answers.empty());
}

}  // namespace
}  // namespace tertulia::server::archivist_test
