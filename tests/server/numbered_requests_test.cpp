#include <string>
#include <utility>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/hub_fixture.h"
#include "support/logs.h"
#include "support/numbered_dialect.h"
#include "support/phrases.h"

/// Requests with numbers are executed once, and the client learns up to which number they are
/// finished.
namespace tertulia::server::numbered_requests_test {
namespace {

using support::run_passes;
using support::ScriptedLog;

struct Fixture : support::HubFixture {
  /// Joins in the plain dialect, and goes on in the numbered one.
  Client& join_numbered(const std::string& name) {
    auto& client = connect();
    client.say(name + "\n");
    run_passes(loop);
    ids.give_back_all();
    client.until(phrases::connected(name) + "\n");
    auto state = *server->detach(support::nth_client(clients.size()));
    state.dialect = &dialect;
    state.decoder = dialect.make_decoder(0);
    auto [near, far] = support::unix_pair();
    server->attach(std::move(state), std::move(near), {"elsewhere", "elsewhere"});
    clients.push_back({loop, clock, std::move(far), {}});
    return clients.back();
  }
  support::NumberedDialect dialect;
  ScriptedLog ids{ScriptedLog::Mode::later};
};

TEST_CASE_FIXTURE(Fixture, "the messages of a pass are acknowledged once, behind the last") {
  auto& ann = join_numbered("Ann");
  ann.say("1 one\n2 /me waves\n5 three\n");
  CHECK(ann.until("ack 5\n") == "(Ann) one\n* Ann waves\n(Ann) three\nack 5\n");
  ann.say("6 four\n");
  CHECK(ann.until("ack 6\n") == "(Ann) four\nack 6\n");
}

TEST_CASE_FIXTURE(Fixture, "a number that the server had before is not executed again") {
  auto& ann = join_numbered("Ann");
  ann.say("3 hello\n");
  ann.until("ack 3\n");
  ann.say("3 hello\n2 hello\n1 /nick Anna\n");
  CHECK(ann.until("\n") == "ack 3\n");
  ann.say("4 bye\n");
  CHECK(ann.until("ack 4\n") == "(Ann) bye\nack 4\n");
}

TEST_CASE_FIXTURE(Fixture, "answers repeat the number of their request, and finish it") {
  auto& ann = join_numbered("Ann");
  ann.say("1 /who\n2 /nosuch\n3 /msg Bob psst\n4 /nick Anna\n5 /join games\n");
  CHECK(ann.until("\n") == "-- 1 here: Ann <1>\n");
  CHECK(ann.until("\n").ends_with("slash <2>\n"));
  CHECK(ann.until("\n").ends_with(" <3>\n"));
  CHECK(ann.until("\n") == "-- Ann is now known as Anna\n");
  CHECK(ann.until("\n").ends_with(" <5>\n"));
  CHECK(ann.until("\n") == "ack 5\n");
}

TEST_CASE_FIXTURE(Fixture, "what others cause is no answer") {
  auto& ann = join_numbered("Ann");
  auto& bob = join("Bob");
  bob.say("/msg Ann psst\n");
  CHECK(ann.until("psst\n") == "-- Bob has joined\n[Bob -> Ann] psst\n");
}

TEST_CASE_FIXTURE(Fixture, "what is finished is acknowledged before a goodbye") {
  auto& ann = join_numbered("Ann");
  ann.say("1 one\n2 exit\n");
  ann.until_end();
  CHECK(ann.unread == "(Ann) one\nack 1\n" + phrases::goodbye("Ann") + " <2>\n");
}

TEST_CASE_FIXTURE(Fixture, "what is finished is acknowledged before the end of the connection") {
  auto& ann = join_numbered("Ann");
  ann.say("1 one\n");
  support::end_output(ann.socket);
  ann.until_end();
  CHECK(ann.unread == "(Ann) one\nack 1\n");
}

struct LateLog : Fixture {
  LateLog() { services.log = &ids; }
};

TEST_CASE_FIXTURE(LateLog, "messages are acknowledged when the log has ordered them") {
  auto& ann = join_numbered("Ann");
  ann.say("1 one\n2 two\n3 /who\n");
  CHECK(ann.until("\n") == "-- 1 here: Ann <3>\n");
  run_passes(loop);
  CHECK(support::get(ann.socket).empty());
  ids.give_back(1);
  CHECK(ann.until("ack 1\n") == "(Ann) one\nack 1\n");
  ids.give_back(1);
  CHECK(ann.until("ack 3\n") == "(Ann) two\nack 3\n");
}

TEST_CASE_FIXTURE(LateLog, "a pending request is acknowledged when it is finished") {
  auto& ann = join_numbered("Ann");
  ann.say("1 /nick Anna\n2 /who\n");
  run_passes(loop);
  CHECK(support::get(ann.socket).empty());
  ids.give_back_all();
  CHECK(ann.until("ack 2\n") == "-- Ann is now known as Anna\n-- 1 here: Anna <2>\nack 2\n");
}

}  // namespace
}  // namespace tertulia::server::numbered_requests_test
