#include "reactor/handshake_queue.h"

#include <array>

#include <doctest/doctest.h>

#include "support/run.h"

namespace tertulia::reactor::handshake_queue_test {
namespace {

struct Waiting final : DeferredTask {
  void run() override { ++runs; }
  int runs = 0;
};

// Clients left while they waited for their turn. Their tasks had nothing to admit any more, and
// nothing else made the queue go on: all who waited behind them had to wait for the next new
// client.
TEST_CASE("those whose connection has ended do not hold up those behind them") {
  base::ManualClock clock;
  Reactor loop{clock};
  auto& queue = loop.handshakes();
  while (queue.admit()) {
  }
  std::array<Waiting, 3 * HandshakeQueue::kPerPass> all;
  for (auto& one : all) queue.wait(one);
  support::run_until(loop, [&] { return all.back().runs > 0; });
  for (const auto& one : all) CHECK(one.runs == 1);
}

}  // namespace
}  // namespace tertulia::reactor::handshake_queue_test
