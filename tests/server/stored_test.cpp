// With an archive, clients learn which of their requests are stored, not only ordered.
#include <algorithm>
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/archive_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::stored_test {
namespace {

using support::FakeArchive;
using support::pass_time;
using support::run_passes;

struct Fixture : support::ArchiveFixture {
  Fixture() { archive.set_mode(FakeArchive::Mode::later); }
  /// Joins, and the archive has it.
  Client& join_stored(const std::string& name) {
    auto& client = join_json(name);
    store_all();
    rest(client);
    return client;
  }
  static std::string command(const std::string& text, int number) {
    return R"({"type":"command","text":")" + text + R"(","cid":)" + std::to_string(number) + "}\n";
  }
};

TEST_CASE_FIXTURE(Fixture, "a message is stored when the archive has it, after it was sent") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1) + say("two", 2));
  CHECK(texts(lines_to(ann, "\"two\"")) == "one two");
  pass_interval();
  CHECK(rest(ann).empty());
  REQUIRE(archive.has_batch());
  CHECK(archive.batch().messages.size() == 2);
  CHECK(archive.batch().sessions.at(0).acknowledged == 2);
  archive.commit();
  CHECK(rest(ann) == stored(2));
}

TEST_CASE_FIXTURE(Fixture, "other requests are stored with their session") {
  auto& ann = join_stored("Ann");
  auto& bob = join_stored("Bob");
  rest(ann);
  ann.say(R"({"type":"whisper","to":"Bob","text":"psst","cid":1})"
          "\n" +
          command("/who", 2) +
          R"({"type":"nonsense","cid":3})"
          "\n");
  lines_to(bob, "psst");
  pass_interval();
  CHECK(rest(ann).find("\"stored\"") == std::string::npos);
  CHECK(archive.batch().messages.empty());
  CHECK(archive.batch().sessions.at(0).acknowledged == 3);
  archive.commit();
  CHECK(rest(ann) == stored(3));
}

// A client that resumed or took another name was told again what it knew.
TEST_CASE_FIXTURE(Fixture, "a client is told once that a request is stored") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1));
  lines_to(ann, "\"one\"");
  store_all();
  CHECK(rest(ann) == stored(1));
  ann.say(R"({"type":"command","text":"/nick Anna"})"
          "\n");
  CHECK(lines_to(ann, "\"renamed\"").find("\"stored\"") == std::string::npos);
  store_all();
  CHECK(archive.sessions.begin()->second.name == "Anna");
  CHECK(rest(ann).empty());
}

TEST_CASE_FIXTURE(Fixture, "only what the batch had is stored with it") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1));
  rest(ann);
  pass_interval();
  ann.say(say("two", 2));
  rest(ann);
  archive.commit();
  CHECK(rest(ann) == stored(1));
  pass_interval();
  archive.commit();
  CHECK(rest(ann) == stored(2));
}

TEST_CASE_FIXTURE(Fixture,
                  "a request that is sent again before it is stored is not executed again") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1));
  lines_to(ann, "\"one\"");
  cut(ann);
  auto& back = come_back(token);
  CHECK(field(welcome, "cid") == "0");
  back.say(say("one", 1));
  CHECK(texts(rest(back)) == "one");
  store_all();
  CHECK(rest(back) == stored(1));
  CHECK(archive.messages.size() == 1);
  back.say(say("one", 1));
  CHECK(rest(back) == stored(1));
}

TEST_CASE_FIXTURE(Fixture, "what is stored while a client is away is in its welcome") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1));
  lines_to(ann, "\"one\"");
  cut(ann);
  store_all();
  come_back(token);
  CHECK(field(welcome, "cid") == "1");
}

TEST_CASE_FIXTURE(Fixture, "a client that cannot resume learns what is stored, too") {
  limits.resume_timeout = base::Duration::zero();
  auto& ann = join_json("Ann");
  ann.say(say("one", 1));
  lines_to(ann, "\"one\"");
  store_all();
  CHECK(rest(ann) == stored(1));
  CHECK(archive.sessions.empty());
}

TEST_CASE_FIXTURE(Fixture, "the archive has the present state of rooms and sessions") {
  auto& ann = join_stored("Ann");
  const auto client = archive.sessions.begin()->first;
  CHECK(archive.sessions.at(client).token.size() == 32);
  enter(ann, "games");
  ann.say(command("/topic Chess", 1) + command("/nick Anna", 2));
  store_all();
  const auto& session = archive.sessions.at(client);
  CHECK(session.name == "Anna");
  CHECK(session.acknowledged == 2);
  REQUIRE(session.rooms.size() == 2);
  CHECK(archive.rooms.at(session.rooms[1].room).topic == "Chess");
  ann.say(R"({"type":"leave","room":"games"})"
          "\n");
  lines_to(ann, "\"current\"");
  store_all();
  CHECK(archive.sessions.at(client).rooms.size() == 1);
  CHECK(archive.rooms.size() == 1);
  ann.say("{\"type\":\"bye\"}\n");
  ann.until("\"goodbye\"");
  store_all();
  CHECK(archive.sessions.empty());
}

// A client said something, left, and never learned whether that was stored.
struct Leaving : Fixture {
  Leaving() {
    ann.say(say("one", 1) + R"({"type":"bye","tag":"x"})" + "\n");
    CHECK(texts(lines_to(ann, "\"one\"")) == "one");
    CHECK(rest(ann).empty());
    CHECK(archive.has_batch());
  }
  static constexpr auto kGoodbye = R"({"type":"goodbye","name":"Ann","tag":"x"})"
                                   "\n";
  Client& ann = join_stored("Ann");
};

TEST_CASE_FIXTURE(Leaving, "the goodbye comes when all that the client said is stored") {
  archive.commit();
  CHECK(rest(ann) == stored(1) + kGoodbye);
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(Leaving, "the goodbye does not wait for an archive that is failing or slow") {
  SUBCASE("failing") {
    archive.set_failing(true);
    pass_interval();
  }
  SUBCASE("slow") {
    pass_time(loop, clock, Archivist::kPatience - 2 * Archivist::kInterval);
    CHECK(rest(ann).empty());
    pass_time(loop, clock, 3 * Archivist::kInterval);
  }
  CHECK(rest(ann) == kGoodbye);
  archive.set_failing(false);
  store_all();
  CHECK(archive.sessions.empty());
  CHECK(archive.messages.size() == 1);
}

TEST_CASE_FIXTURE(Leaving, "a client that is leaving may come back, and gets its goodbye there") {
  auto& back = come_back(token);
  archive.commit();
  const auto lines = rest(back);
  CHECK(texts(lines) == "one");
  CHECK(lines.ends_with(stored(1) + kGoodbye));
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(Leaving, "a client that is leaving may lose its connection") {
  auto& bob = join("Bob");
  support::reset(ann.socket);
  for (int i = 0; i < 3; ++i) {
    bob.say("hello\n");
    bob.until("hello\n");
  }
  archive.commit();
  run_passes(loop);
  CHECK(server->client_counts().named == 1);
  CHECK(server->client_counts().detached == 0);
}

TEST_CASE_FIXTURE(Leaving, "a client that is leaving does not hold up a shutdown") {
  shut_down();
  archive.commit();
  CHECK(archive.messages.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "plain clients have messages in the archive, but no session") {
  auto& ann = join("Ann");
  ann.say("hello\n");
  ann.until("hello\n");
  store_all();
  CHECK(archive.sessions.empty());
  CHECK(archive.messages.at(0).from == "Ann");
  CHECK(archive.messages.at(0).number == 0);
}

struct Flood : Fixture {
  /// With what a message costs besides its text, so many lines are one too many.
  static constexpr int kTooMany = 256;
  static constexpr std::size_t kLine = Archivist::kMaxWaiting / kTooMany;

  Flood() { limits.max_line = kLine + 1'024; }
  static std::string large() { return std::string(kLine, 'x'); }
};

// The disk was full for an hour. The client was never told that its lines were not kept.
TEST_CASE_FIXTURE(Flood, "the author of a message that cannot be archived is told") {
  auto& ann = join_stored("Ann");
  archive.set_failing(true);
  for (int i = 1; i <= kTooMany; ++i) {
    ann.say(say(large(), i));
    ann.until("\"cid\":" + std::to_string(i) + "}\n");
  }
  const auto error = ann.until("\n");
  CHECK(field(error, "type") == "error");
  CHECK(field(error, "code") == "not_stored");
  CHECK(field(error, "cid") == std::to_string(kTooMany));
  ann.say(say("small", kTooMany + 1));
  CHECK(texts(rest(ann)) == "small");
  SUBCASE("connected") {
    archive.set_failing(false);
    store_all();
    CHECK(rest(ann).ends_with(stored(kTooMany + 1)));
  }
  SUBCASE("the connection is lost before the client can read that") {
    cut(ann);
    auto& back = come_back(token);
    CHECK(lines_to(back, "\"not_stored\"").ends_with(error));
    archive.set_failing(false);
    store_all();
  }
  CHECK(archive.messages.size() == kTooMany);
  CHECK(archive.messages.back().number == kTooMany + 1);
  CHECK(server->statistics().not_archived == 1);
}

TEST_CASE_FIXTURE(Flood, "a plain author is not told, but the log is") {
  auto& ann = join("Ann");
  archive.set_failing(true);
  for (int i = 1; i <= kTooMany; ++i) {
    ann.say(large() + "\n");
    ann.until("\n");
  }
  ann.say("small\n");
  CHECK(ann.until("\n") == "(Ann) small\n");
  CHECK(log.back() == "warning: too much waits for the disk: a message was not archived");
}

TEST_CASE_FIXTURE(Fixture, "a shutdown hands all over, and sessions that can resume are kept") {
  auto& ann = join_stored("Ann");
  enter(ann, "games");
  ann.say(say("one", 1, "games"));
  lines_to(ann, "\"one\"");
  auto& bob = join_json("Bob");
  bob.say(say("two", 1));
  lines_to(bob, "\"two\"");
  cut(bob);
  auto& eve = join_json("Eve");
  eve.say("{\"type\":\"bye\"}\n");
  eve.until("\"goodbye\"");
  join("Plain");
  SUBCASE("nothing is on its way") {}
  SUBCASE("a batch is on its way") {
    pass_interval();
    ann.say(say("three", 2));
    lines_to(ann, "\"three\"");
  }
  bool done = false;
  server->shut_down([&] { done = true; });
  for (auto& client : clients) client.socket = reactor::Socket();
  run_passes(loop);
  while (!done) {
    archive.commit();
    run_passes(loop);
  }
  archive.commit();
  run_passes(loop);
  stop_server();
  CHECK(archive.sessions.size() == 2);
  CHECK(archive.rooms.size() == 2);
  CHECK(archive.messages.size() >= 2);
  CHECK_FALSE(archive.has_batch());
}

TEST_CASE_FIXTURE(Fixture, "a shutdown does not wait for a failing archive") {
  auto& ann = join_stored("Ann");
  ann.say(say("one", 1));
  lines_to(ann, "\"one\"");
  pass_interval();
  ann.say(say("two", 2));
  lines_to(ann, "\"two\"");
  archive.set_failing(true);
  shut_down();
  CHECK(std::ranges::count(log, "error: the archive is failing: 1 message is lost") == 1);
}

}  // namespace
}  // namespace tertulia::server::stored_test
