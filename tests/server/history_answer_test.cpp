#include <string>

#include <doctest/doctest.h>

#include "tertulia/server/hub_server.h"

#include "support/archive_fixture.h"

namespace tertulia::server::history_answer_test {
namespace {

// Control characters are shown as others of three bytes. A client that asked for such lines had
// more waiting for it than its queue takes, and was closed as too slow.
TEST_CASE_FIXTURE(support::ArchiveFixture, "a history answer fills at most half of the queue") {
  limits.send_queue = 8'192;
  limits.max_line = 512;
  auto& ann = join("Ann");
  for (int i = 0; i < 20; ++i) {
    ann.say(std::string(400, '\x01') + "\n");
    ann.until("\n");
  }
  store_all();
  rest(ann);
  ann.say("/history 100\n");
  const auto answer = rest(ann);
  CHECK(answer.starts_with("-- There are earlier messages\n"));
  CHECK(answer.size() > 2'000);
  CHECK(answer.size() <= limits.send_queue / 2);
}

}  // namespace
}  // namespace tertulia::server::history_answer_test
