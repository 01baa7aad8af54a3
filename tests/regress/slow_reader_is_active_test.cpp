// A peer read a long backlog slowly but steadily. Only the byte that emptied the queue counted as
// activity, so the peer was closed as idle although it received bytes all the time.
#include <string>

#include <doctest/doctest.h>

#include "support/stream_pair.h"

namespace tertulia::reactor::slow_reader_is_active_test {
namespace {

TEST_CASE("a part of the backlog that is sent is activity") {
  base::ManualClock clock;
  Reactor loop{clock};
  Deadlines deadlines(loop);
  support::StreamPair pair(loop, deadlines);
  auto& stream = pair.stream();
  stream.write(std::string(8'000'000, 'x'));
  support::run_passes(loop);
  const auto before = stream.last_activity();
  const auto queued = stream.queued();
  clock.advance(base::Duration{1});
  support::run_until(loop, [&] {
    support::get(pair.far, 65'536);
    return stream.queued() < queued;
  });
  REQUIRE(stream.queued() > 0);
  CHECK(stream.last_activity() > before);
}

}  // namespace
}  // namespace tertulia::reactor::slow_reader_is_active_test
