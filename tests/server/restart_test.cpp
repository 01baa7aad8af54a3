// Clients that go on with their sessions after a crash or a restart of the server.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/archive_fixture.h"
#include "support/phrases.h"

namespace tertulia::server::restart_test {
namespace {

using support::FakeArchive;
using support::pass_time;
using support::run_passes;

struct Fixture : support::ArchiveFixture {
  /// All is stored, and then the server ends.
  void restart() {
    store_all();
    crash();
  }
  void expire() { pass_time(loop, clock, limits.resume_timeout + base::Duration{100}); }
  static std::string command(const std::string& text) {
    return R"({"type":"command","text":")" + text + "\"}\n";
  }
};

TEST_CASE_FIXTURE(Fixture, "a client comes back after a restart, with what it missed") {
  auto& ann = join_json("Ann");
  const auto anns = token;
  auto& bob = join_json("Bob");
  enter(bob, "games");
  enter(ann, "games");
  bob.say(say("one", 1) + say("two", 2, "games"));
  lines_to(ann, "\"one\"");
  const auto seen = field(lines_to(ann, "\"two\""), "id");
  cut(ann);
  bob.say(say("three", 3, "games") + say("four", 4) +
          R"({"type":"say","text":"waves","action":true,"cid":5})"
          "\n");
  const auto sent = lines_to(bob, "\"waves\"");
  SUBCASE("a crash") { restart(); }
  SUBCASE("a shutdown") {
    shut_down();
    stop_server();
    archive.crash(FakeArchive::LastBatch::stored);
    start_again();
  }
  CHECK(server->client_counts().detached == 2);
  CHECK(server->client_counts().rooms == 2);
  auto& back = come_back(anns, {{"games", seen}, {"lobby", "1"}});
  CHECK(field(welcome, "name") == "Ann");
  CHECK(field(welcome, "session") == anns);
  CHECK(field(welcome, "resumed") == "true");
  CHECK(welcome.find(R"("room":"games")") < welcome.find(R"("room":"lobby")"));
  const auto missed = rest(back);
  CHECK(missed.find("\"gap\"") == std::string::npos);
  CHECK(texts(missed) == "one three four waves");
  CHECK(missed.ends_with(sent.substr(sent.rfind("{\"type\":\"message\""))));
}

TEST_CASE_FIXTURE(Fixture, "a client goes on after a restart, with its numbers") {
  auto& bob = join_json("Bob");
  bob.say(say("one", 1) + say("two", 2));
  lines_to(bob, "\"one\"");
  const auto last = field(lines_to(bob, "\"two\""), "id");
  store_all();
  bob.say(say("three", 3));
  lines_to(bob, "\"three\"");
  crash();
  auto& back = come_back(token, {{"lobby", last}});
  CHECK(field(welcome, "cid") == "2");
  back.say(say("two", 2) + say("three", 3));
  const auto lines = lines_to(back, "\"three\"");
  CHECK(texts(lines) == "three");
  CHECK(std::stoull(field(lines, "id")) > std::stoull(last) + 1);
  store_all();
  CHECK(archive.messages.size() == 3);
}

TEST_CASE_FIXTURE(Fixture, "ids go on above all that were used, though the clock goes back") {
  auto& bob = join_json("Bob");
  bob.say(say("one", 1));
  lines_to(bob, "\"one\"");
  store_all();
  archive.reserved = chat::EntryId{~std::uint64_t{0} / 2};
  const auto former = archive.sessions.begin()->first;
  auto session = archive.sessions.at(former);
  archive.sessions.clear();
  session.id = chat::MemberId{static_cast<std::uint64_t>(former) + 1'000'000};
  archive.sessions.emplace(session.id, session);
  crash();
  auto& eve = join_json("Eve");
  eve.say(say("two", 1));
  CHECK(std::stoull(field(lines_to(eve, "\"two\""), "id")) > ~std::uint64_t{0} / 2);
  store_all();
  CHECK(archive.sessions.rbegin()->second.name == "Eve");
  CHECK(archive.sessions.rbegin()->first > session.id);
}

// The clock went back, and new clients got the ids of clients that were gone: the earlier messages
// of others were theirs.
TEST_CASE_FIXTURE(Fixture, "a new client is nobody of before a restart") {
  auto& bob = join_json("Bob");
  const auto origin = field(welcome, "origin");
  bob.say("{\"type\":\"bye\"}\n");
  bob.until("\"goodbye\"");
  restart();
  CHECK(server->client_counts().detached == 0);
  join_json("Eve");
  CHECK(field(welcome, "origin") != origin);
}

TEST_CASE_FIXTURE(Fixture, "who does not come back after a restart leaves, and their room closes") {
  auto& bob = join_json("Bob");
  enter(bob, "games");
  restart();
  auto& ann = join("Ann");
  ann.say("/who\n");
  CHECK(ann.until("\n") == "-- 2 here: Bob and Ann\n");
  expire();
  CHECK(ann.until("\n") == "-- Bob has left (connection lost)\n");
  CHECK(server->client_counts().rooms == 1);
  store_all();
  CHECK(archive.sessions.empty());
  CHECK(archive.rooms.size() == 1);
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "the time to come back begins with the restart") {
  auto& bob = join_json("Bob");
  cut(bob);
  pass_time(loop, clock, limits.resume_timeout - base::Duration{1'000});
  restart();
  pass_time(loop, clock, limits.resume_timeout - base::Duration{1'000});
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
}

TEST_CASE_FIXTURE(Fixture, "plain clients are gone after a restart, and so are their rooms") {
  auto& ann = join("Ann");
  ann.say("/join games\n");
  ann.until("#games");
  join_json("Bob");
  restart();
  CHECK(server->client_counts().detached == 1);
  CHECK(server->client_counts().rooms == 1);
  store_all();
  CHECK(archive.rooms.size() == 1);
}

TEST_CASE_FIXTURE(Fixture, "who said goodbye before a restart has no session after it") {
  auto& bob = join_json("Bob");
  store_all();
  bob.say("{\"type\":\"bye\"}\n");
  bob.until("\"goodbye\"");
  restart();
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "a session that was in TLS does not go on in plain text") {
  join_json("Bob");
  store_all();
  archive.sessions.begin()->second.encrypted = true;
  crash();
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "sessions from before a restart have their places") {
  limits.max_clients = 1;
  join_json("Bob");
  restart();
  auto& eve = connect();
  eve.say(hello("Eve"));
  CHECK(field(eve.until("\n"), "code") == "server_full");
  eve.until_end();
  eve.socket = reactor::Socket();
  run_passes(loop);
  come_back(token);
  CHECK(field(welcome, "name") == "Bob");
  clients.back().say("{\"type\":\"bye\"}\n");
  clients.back().until_end();
  clients.back().socket = reactor::Socket();
  run_passes(loop);
  join("Ann");
}

TEST_CASE_FIXTURE(Fixture, "a name from before a restart is free for its user's address") {
  join_json("Bob");
  restart();
  join("Bob");
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "a session that cannot be continued is dropped") {
  join_json("Bob");
  store_all();
  auto& session = archive.sessions.begin()->second;
  SUBCASE("its token is no hash") { session.token = "x"; }
  SUBCASE("its name is none") { session.name = "no name"; }
  crash();
  CHECK(server->client_counts().detached == 0);
  CHECK(server->client_counts().named == 0);
  store_all();
  CHECK(archive.sessions.empty());
}

TEST_CASE_FIXTURE(Fixture, "after a restart without time to come back, all sessions end") {
  join_json("Bob");
  store_all();
  limits.resume_timeout = base::Duration::zero();
  crash();
  run_passes(loop);
  CHECK(server->client_counts().detached == 0);
  store_all();
  CHECK(archive.sessions.empty());
}

TEST_CASE_FIXTURE(Fixture, "who runs a room, and who may enter it, stays so after a restart") {
  auto& ann = join_json("Ann");
  const auto anns = token;
  join_json("Bob");
  const auto bobs = token;
  enter(ann, "games");
  ann.say(command("/private on") + command("/topic Chess") + command("/invite Bob"));
  lines_to(ann, "invited");
  restart();
  auto& bob = come_back(bobs);
  bob.say(R"({"type":"join","room":"games"})"
          "\n");
  CHECK(lines_to(bob, "\"entered\"").find("Chess") != std::string::npos);
  auto& back = come_back(anns);
  back.say(command("/topic Go"));
  lines_to(bob, "Go");
  join("Eve").say("/join games\n");
  clients.back().until("! ");
}

TEST_CASE_FIXTURE(Fixture, "a room tells a client that resumes nothing from before it came") {
  auto& ann = join_json("Ann");
  enter(ann, "games");
  ann.say(say("secret", 1, "games"));
  lines_to(ann, "\"secret\"");
  auto& bob = join_json("Bob");
  enter(bob, "games");
  ann.say(say("hello", 2, "games"));
  lines_to(bob, "\"hello\"");
  restart();
  auto& back = come_back(token, {{"games", "1"}});
  CHECK(texts(rest(back)) == "hello");
}

}  // namespace
}  // namespace tertulia::server::restart_test
