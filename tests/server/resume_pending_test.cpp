// Clients whose connection is lost while the log has not yet answered one of their requests.
#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/logs.h"
#include "support/resume_fixture.h"

namespace tertulia::server::resume_pending_test {
namespace {

using support::pass_time;
using support::run_passes;
using support::ScriptedLog;

/// The log answers at once while clients join, and later after `answer_later()`.
struct Fixture : support::ResumeFixture {
  void answer_later() { ids.set_mode(ScriptedLog::Mode::later); }
  void answer() {
    ids.give_back_all();
    run_passes(loop);
  }
  /// Bob's connection is lost. A client with a pending request is not read, so the server notices
  /// it only if it sends something.
  void lose(Client& bob) {
    support::reset(bob.socket);
    ann.say("/msg Bob psst\n");
    run_passes(loop);
    clock.advance(limits.send_timeout);
    pass_time(loop, clock, base::Duration{100});
    CHECK(server->client_counts().detached == 1);
  }
  Client& come_back_after_loss() {
    auto& back = come_back(token);
    CHECK(texts(lines_to(back, "psst")) == "psst");
    return back;
  }
  /// Sends a request and waits until the log has it.
  void ask(Client& client, const std::string& request) {
    const auto before = ids.waiting();
    client.say(request);
    run_passes(loop);
    REQUIRE(ids.waiting() == before + 1);
  }
  static std::string join_room(const std::string& room, int number) {
    return R"({"type":"join","room":")" + room + R"(","tag":"t","cid":)" + std::to_string(number) +
           "}\n";
  }
  static std::string nick(const std::string& name, int number) {
    return R"({"type":"command","text":"/nick )" + name + R"(","tag":"t","cid":)" +
           std::to_string(number) + "}\n";
  }
  /// Whether the client's next request is executed.
  static bool goes_on(Client& client, int number) {
    client.say(say("next", number));
    return texts(lines_to(client, "\"stored\",\"cid\":" + std::to_string(number)))
        .ends_with("next");
  }

  ScriptedLog ids;
  Client& ann = join_first("Ann");

 private:
  Client& join_first(const std::string& name) {
    services.log = &ids;
    return join(name);
  }
};

TEST_CASE_FIXTURE(Fixture, "a pending request that is answered while its client is away") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, join_room("games", 1));
  lose(bob);
  answer();
  auto& back = come_back_after_loss();
  CHECK(field(welcome, "cid") == "1");
  CHECK(welcome.find(R"("rooms":[{"room":"games")") != std::string::npos);
  ids.set_mode(ScriptedLog::Mode::at_once);
  back.say(join_room("games", 1));
  CHECK(back.until("\n") == "{\"type\":\"stored\",\"cid\":1}\n");
  CHECK(goes_on(back, 2));
}

TEST_CASE_FIXTURE(Fixture, "a pending request that is answered when its client is back") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, join_room("games", 1));
  bool lost = false;
  SUBCASE("the connection was lost") { lost = true; }
  SUBCASE("the connection is half open") {}
  if (lost) lose(bob);
  auto& back = lost ? come_back_after_loss() : come_back(token);
  CHECK(field(welcome, "cid") == "0");
  CHECK(welcome.find("games") == std::string::npos);
  back.say(join_room("games", 1) + say("two", 2, "games"));
  run_passes(loop);
  CHECK(support::get(back.socket).empty());
  CHECK(ids.waiting() == 1);
  answer();
  const auto entered = back.until("\n");
  CHECK(field(entered, "type") == "entered");
  CHECK(field(entered, "room") == "games");
  CHECK(field(entered, "tag") == "t");
  CHECK(back.until("\n") == "{\"type\":\"stored\",\"cid\":1}\n");
  answer();
  CHECK(texts(lines_to(back, "\"stored\",\"cid\":2")) == "two");
}

// The error had the tag of the resume and no number, so the client could not know which of its
// requests had failed.
TEST_CASE_FIXTURE(Fixture, "an error about a pending request names it over the next connection") {
  auto& cid = join("Cid");
  auto& bob = join_json("Bob");
  answer_later();
  ask(cid, "/nick Zoe\n");
  ask(bob, nick("Zoe", 1));
  lose(bob);
  auto& back = connect();
  back.say(R"({"type":"resume","session":")" + token + "\",\"tag\":\"r\"}\n");
  welcome = back.until("\n");
  CHECK(field(welcome, "resumed") == "true");
  CHECK(field(welcome, "tag") == "r");
  lines_to(back, "psst");
  answer();
  CHECK(field(back.until("\n"), "type") == "renamed");
  const auto error = back.until("\n");
  CHECK(field(error, "code") == "name_taken");
  CHECK(field(error, "tag") == "t");
  CHECK(field(error, "cid") == "1");
  ids.set_mode(ScriptedLog::Mode::at_once);
  CHECK(goes_on(back, 2));
}

TEST_CASE_FIXTURE(Fixture, "a pending request survives several connections") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, nick("Rob", 1));
  for (int i = 0; i < 3; ++i) {
    come_back(token);
    CHECK(field(welcome, "name") == "Bob");
  }
  lose(clients.back());
  auto& back = come_back_after_loss();
  answer();
  CHECK(field(back.until("\n"), "to") == "Rob");
  ann.until("-- Bob is now known as Rob\n");
  ids.set_mode(ScriptedLog::Mode::at_once);
  CHECK(goes_on(back, 2));
}

TEST_CASE_FIXTURE(Fixture, "a pending request of a client that does not come back") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, nick("Rob", 1));
  lose(bob);
  pass_time(loop, clock, limits.resume_timeout + base::Duration{100});
  CHECK(server->client_counts().detached == 0);
  answer();
  CHECK(server->client_counts().named == 1);
  CHECK(ann.until("lost)\n").ends_with("\n-- Rob has left (connection lost)\n"));
  come_back(token);
  CHECK(field(welcome, "code") == "unknown_session");
}

TEST_CASE_FIXTURE(Fixture, "messages that wait in the log are ordered once") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, say("one", 1));
  ask(bob, say("two", 2));
  std::string stored = "0";
  SUBCASE("answered when its client is back") { cut(bob); }
  SUBCASE("over a half-open connection") {}
  SUBCASE("answered while its client is away") {
    cut(bob);
    ids.give_back(1);
    stored = "1";
  }
  auto& back = come_back(token);
  CHECK(field(welcome, "cid") == stored);
  back.say(say("one", 1) + say("two", 2));
  run_passes(loop);
  CHECK(ids.waiting() == 2 - std::stoul(stored));
  answer();
  CHECK(texts(lines_to(back, "\"stored\",\"cid\":2")) == "one two");
  CHECK(ann.until("two\n").ends_with("(Bob) one\n(Bob) two\n"));
  ids.set_mode(ScriptedLog::Mode::at_once);
  CHECK(goes_on(back, 3));
}

// The log answered, and in the same pass the server found that the connection was lost. The session
// kept a pending request that was finished, and was never read again.
TEST_CASE_FIXTURE(Fixture, "a request that is answered just before the connection is lost") {
  auto& bob = join_json("Bob");
  answer_later();
  ask(bob, nick("Rob", 1));
  support::reset(bob.socket);
  clock.advance(limits.send_timeout);
  ids.give_back_all();
  run_passes(loop);
  CHECK(server->client_counts().detached == 1);
  ids.set_mode(ScriptedLog::Mode::at_once);
  auto& back = come_back(token);
  CHECK(field(welcome, "name") == "Rob");
  CHECK(field(welcome, "cid") == "1");
  CHECK(goes_on(back, 2));
}

}  // namespace
}  // namespace tertulia::server::resume_pending_test
