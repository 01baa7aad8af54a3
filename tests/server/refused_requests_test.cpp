// A client with numbered requests came back, and the welcome said up to which number all was
// stored. Errors that were lost with its connection were among them: it took refused messages for
// stored.
#include <string>

#include <doctest/doctest.h>

#include "support/logs.h"
#include "support/resume_fixture.h"
#include "support/run.h"

namespace tertulia::server::refused_requests_test {
namespace {

using support::run_passes;
using support::ScriptedLog;

struct Fixture : support::ResumeFixture {
  /// `[1,2]`, or nothing.
  std::string refused() const {
    const std::string key = "\"refused\":";
    const auto at = welcome.find(key);
    if (at == std::string::npos) return {};
    const auto begin = at + key.size();
    return welcome.substr(begin, welcome.find(']', begin) + 1 - begin);
  }
};

TEST_CASE_FIXTURE(Fixture, "a client that comes back learns what was refused") {
  auto& bob = join_json("Bob");
  bob.say(say("one", 1, "nowhere"));
  bob.say(say("two", 2));
  bob.say(say("", 3));
  bob.say("{\"type\":\"command\",\"text\":\"/nosuch\",\"cid\":4}\n");
  bob.say("{\"type\":\"join\",\"room\":\"exit\",\"cid\":5}\n");
  bob.say(say("six", 6));
  run_passes(loop);
  cut(bob);
  come_back(token);
  CHECK(field(welcome, "cid") == "6");
  CHECK(refused() == "[1,3,4,5]");
}

TEST_CASE_FIXTURE(Fixture, "without an error the welcome says nothing of that") {
  auto& bob = join_json("Bob");
  bob.say(say("one", 1));
  bob.say("{\"type\":\"join\",\"room\":\"exit\"}\n");
  run_passes(loop);
  cut(bob);
  come_back(token);
  CHECK(field(welcome, "cid") == "1");
  CHECK(refused().empty());
}

/// Bob's message waits for the log when his connection is lost, and so does the kick before it.
TEST_CASE_FIXTURE(Fixture, "what is refused while the client is away counts, too") {
  ScriptedLog entries;
  services.log = &entries;
  auto& ann = join("Ann");
  ann.say("/join tea\n");
  ann.until("(1 here)\n");
  auto& bob = join_json("Bob");
  enter(bob, "tea");
  entries.set_mode(ScriptedLog::Mode::later);
  ann.say("/kick Bob\n");
  run_passes(loop);
  bob.say(say("one", 1, "tea"));
  run_passes(loop);
  REQUIRE(entries.waiting() == 2);
  cut(bob);
  entries.give_back_all();
  come_back(token);
  CHECK(refused() == "[1]");
  server.reset();
}

}  // namespace
}  // namespace tertulia::server::refused_requests_test
