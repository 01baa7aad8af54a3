#include "client/quota.h"

#include <doctest/doctest.h>

#include "support/run.h"

namespace tertulia::client::quota_test {
namespace {

using base::Duration;

struct Fixture {
  void pass(Duration time) { support::pass_time(loop, clock, time); }

  base::ManualClock clock;
  reactor::Reactor loop{clock};
  int reached = 0;
};

TEST_CASE_FIXTURE(Fixture, "without a limit it is never reached") {
  Quota quota(loop, {}, [this] { ++reached; });
  CHECK_FALSE(quota.exists());
  quota.begin();
  for (int i = 0; i < 1'000; ++i) quota.count_message();
  pass(Duration{1'000});
  CHECK(reached == 0);
  CHECK_FALSE(quota.reached());
}

TEST_CASE_FIXTURE(Fixture, "it is reached once, at the last message that was wanted") {
  Quota quota(loop, {.messages = 2}, [this] { ++reached; });
  CHECK(quota.exists());
  quota.begin();
  quota.count_message();
  CHECK_FALSE(quota.reached());
  quota.count_message();
  CHECK(quota.reached());
  quota.count_message();
  quota.count_message();
  CHECK(reached == 1);
}

TEST_CASE_FIXTURE(Fixture, "it is reached when nothing has come in for so long") {
  Quota quota(loop, {.quiet = Duration{1'000}}, [this] { ++reached; });
  CHECK(quota.exists());
  pass(Duration{5'000});
  CHECK(reached == 0);
  quota.begin();
  pass(Duration{900});
  quota.note_input();
  pass(Duration{900});
  CHECK(reached == 0);
  pass(Duration{200});
  CHECK(reached == 1);
  quota.note_input();
  pass(Duration{5'000});
  CHECK(reached == 1);
}

TEST_CASE_FIXTURE(Fixture, "what comes first counts") {
  Quota quota(loop, {.messages = 1, .quiet = Duration{1'000}}, [this] { ++reached; });
  quota.begin();
  quota.count_message();
  CHECK(reached == 1);
  pass(Duration{5'000});
  CHECK(reached == 1);
}

}  // namespace
}  // namespace tertulia::client::quota_test
