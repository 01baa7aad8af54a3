// Bob's request waited for the log when Ann kicked him from his current room. The line that then
// put him into the lobby repeated the tag of his request, as if it were the answer.
#include <string>

#include <doctest/doctest.h>

#include "support/logs.h"
#include "support/resume_fixture.h"
#include "support/run.h"

namespace tertulia::server::kick_before_an_answer_test {
namespace {

using support::ScriptedLog;

struct RoomsOfALog : support::ResumeFixture {
  RoomsOfALog() { services.log = &entries; }
  ScriptedLog entries;
};

TEST_CASE_FIXTURE(RoomsOfALog, "what is no answer repeats no tag") {
  auto& ann = join("Ann");
  ann.say("/join tea\n");
  ann.until("(1 here)\n");
  auto& bob = join_json("Bob");
  enter(bob, "tea");
  entries.set_mode(ScriptedLog::Mode::later);
  ann.say("/kick Bob\n");
  support::run_passes(loop);
  bob.say("{\"type\":\"join\",\"room\":\"games\",\"tag\":\"j\"}\n");
  support::run_passes(loop);
  REQUIRE(entries.waiting() == 2);
  entries.give_back_all();
  const auto lobby = lines_to(bob, R"("entered","room":"lobby")");
  CHECK(field(lobby.substr(lobby.find("\"entered\"")), "tag").empty());
  const auto games = lines_to(bob, R"("entered","room":"games")");
  CHECK(field(games, "tag") == "j");
}

}  // namespace
}  // namespace tertulia::server::kick_before_an_answer_test
