#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/fake_archive.h"
#include "support/hub_fixture.h"
#include "support/logs.h"
#include "support/phrases.h"

/// A server whose log and accounts answer later: a client's answers keep their order, its reading
/// pauses, and its timeouts and its end still work.
namespace tertulia::server::pending_command_test {
namespace {

using support::run_passes;
using support::ScriptedLog;

struct LateLog : support::HubFixture {
  LateLog() { services.log = &log; }
  /// Lets the sessions read what was sent, then gives back all entries, and so on until none is
  /// left.
  void give_back_all() {
    do {
      run_passes(loop);
      log.give_back_all();
      run_passes(loop);
    } while (log.waiting() > 0);
  }
  Client& join_late(const std::string& name) {
    auto& client = connect();
    client.say(name + "\n");
    give_back_all();
    client.until(phrases::connected(name) + "\n");
    return client;
  }
  ScriptedLog log{ScriptedLog::Mode::later};
};

TEST_CASE_FIXTURE(LateLog, "what follows a pending login waits for it") {
  auto& ann = connect();
  ann.say("Ann\n/who\n");
  run_passes(loop);
  CHECK(log.waiting() == 1);
  CHECK(support::get(ann.socket).empty());
  give_back_all();
  CHECK(ann.until("Ann\n") == phrases::connected("Ann") + "\n-- 1 here: Ann\n");
}

TEST_CASE_FIXTURE(LateLog, "an answer does not overtake a pending command before it") {
  auto& ann = join_late("Ann");
  ann.say("/nick Anna\n/who\n/nosuch\n");
  run_passes(loop);
  CHECK(support::get(ann.socket).empty());
  give_back_all();
  CHECK(ann.until("slash\n") == "-- Ann is now known as Anna\n-- 1 here: Anna\n" +
                                    std::string("! There is no command '/nosuch'; /help lists "
                                                "them, and // sends a slash\n"));
}

TEST_CASE_FIXTURE(LateLog, "a client with a pending command is not read") {
  auto& ann = join_late("Ann");
  ann.say("/nick Anna\n");
  run_passes(loop);
  const auto before = loop.traffic().received;
  ann.say(std::string(4'000, 'x') + "\n");
  run_passes(loop);
  CHECK(loop.traffic().received == before);
  give_back_all();
  ann.until("x\n");
  CHECK(loop.traffic().received > before);
}

TEST_CASE_FIXTURE(LateLog, "a login that stays pending is closed at the login timeout") {
  auto& bob = join_late("Bob");
  auto& ann = connect();
  ann.say("Ann\n");
  run_passes(loop);
  clock.advance(limits.login_timeout);
  CHECK(ann.until("\n") == "-- Closing: no name for 30 s\n");
  ann.until_end();
  give_back_all();
  CHECK(server->client_counts().named == 1);
  CHECK(bob.until("left\n") == "-- Ann has joined\n-- Ann has left\n");
}

TEST_CASE_FIXTURE(LateLog, "a member with a pending command is closed when it is idle") {
  auto& ann = join_late("Ann");
  ann.say("/nick Anna\n");
  run_passes(loop);
  clock.advance(limits.idle_timeout + base::Duration{1});
  CHECK(ann.until("\n") == "-- Closing: idle for 15 min\n");
  give_back_all();
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(LateLog, "a client that ends its input while it waits still gets its answers") {
  auto& ann = connect();
  ann.say("Ann\n/who");
  support::end_output(ann.socket);
  give_back_all();
  CHECK(ann.until("Ann\n") == phrases::connected("Ann") + "\n-- 1 here: Ann\n");
  ann.until_end();
  give_back_all();
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(LateLog, "the last line, without its end, may be pending, too") {
  auto& ann = connect();
  ann.say("Ann");
  support::end_output(ann.socket);
  give_back_all();
  CHECK(ann.until("\n") == phrases::connected("Ann") + "\n");
  ann.until_end();
  give_back_all();
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(LateLog, "a connection that is reset while it waits leaves no member behind") {
  auto& ann = join_late("Ann");
  auto& bob = connect();
  bob.say("Bob\n");
  run_passes(loop);
  support::reset(bob.socket);
  log.give_back_all();
  support::run_until(loop, clock, [&] {
    log.give_back_all();
    return server->client_counts().named == 1;
  });
  ann.say("hi\n");
  give_back_all();
  ann.until("(Ann) hi\n");
}

TEST_CASE_FIXTURE(LateLog, "a session with a pending command cannot be detached") {
  auto& ann = join_late("Ann");
  ann.say("/nick Anna\n");
  run_passes(loop);
  CHECK_FALSE(server->detach(support::nth_client(1)).has_value());
  give_back_all();
  CHECK(server->detach(support::nth_client(1)).has_value());
}

TEST_CASE_FIXTURE(LateLog, "a server with pending commands shuts down") {
  auto& ann = join_late("Ann");
  ann.say("/nick Anna\n");
  run_passes(loop);
  bool done = false;
  server->shut_down([&] { done = true; });
  CHECK(ann.until("\n") == "-- The server is shutting down\n");
  ann.until_end();
  support::end_output(ann.socket);
  support::run_until(loop, clock, [&] { return done; });
}

/// Ann is registered.
struct LateAccounts : support::HubFixture {
  LateAccounts() {
    services.accounts = &accounts;
    services.archive = &archive;
    services.archived.accounts = {support::archived_account(5, "Ann", "secret of Ann")};
  }
  support::FakeArchive archive;
  support::LateAccounts accounts;
};

TEST_CASE_FIXTURE(LateAccounts, "after a wrong password, the next line is one, too") {
  auto& ann = connect();
  ann.say("Ann\nwrong secret\nsecret of Ann\n");
  run_passes(loop);
  accounts.answer();
  CHECK(ann.until("Ann'\nPassword?\n") ==
        "Password?\n! That is not the password of 'Ann'\nPassword?\n");
  run_passes(loop);
  accounts.answer();
  CHECK(ann.until("\n") == phrases::connected("Ann") + "\n");
}

// A full server made room by dropping a client whose name was being checked. When the accounts
// allowed the name, the hub had a member without a connection, whose name was taken for good.
TEST_CASE_FIXTURE(LateAccounts,
                  "a client that makes room during its login leaves no member behind") {
  limits.max_clients = 1;
  auto& ann = connect();
  ann.say("Ann\nsecret of Ann\n");
  run_passes(loop);
  clock.advance(limits.login_timeout / HubServer::kLoginGraceDivisor + base::Duration{1});
  connect();
  run_passes(loop);
  CHECK(ann.until("try again later\n") == "Password?\n" + phrases::server_full() + "\n");
  accounts.answer();
  CHECK(server->client_counts().named == 0);
}

TEST_CASE_FIXTURE(LateAccounts, "other clients are served while one waits") {
  auto& ann = connect();
  ann.say("Ann\nsecret of Ann\n");
  run_passes(loop);
  auto& bob = connect();
  bob.say("Bob\n");
  CHECK(bob.until("\n") == phrases::connected("Bob") + "\n");
  CHECK(support::get(ann.socket) == "Password?\n");
}

TEST_CASE_FIXTURE(LateAccounts, "the third wrong password ends the connection") {
  auto& ann = connect();
  ann.say("Ann\nwrong secret\nwrong secret\nwrong secret\nAnn\n");
  for (int i = 0; i < 3; ++i) {
    run_passes(loop);
    accounts.answer();
  }
  ann.until("! That was not the password of 'Ann' either\n");
  ann.until_end();
  CHECK(accounts.questions.empty());
}

}  // namespace
}  // namespace tertulia::server::pending_command_test
