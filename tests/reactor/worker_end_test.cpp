#include <atomic>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include <doctest/doctest.h>

#include "tertulia/reactor/worker.h"

#include "support/gate.h"
#include "support/run.h"

namespace tertulia::reactor::worker_end_test {
namespace {

using support::Gate;
using AtEnd = Worker::AtEnd;

/// Counts the completions that are called.
struct Count {
  auto operator()() {
    return [this](const auto& /*result*/) { ++calls; };
  }
  int calls = 0;
};

/// Opens a gate from another thread, for a destructor that waits on this one.
class OpenedMeanwhile {
 public:
  explicit OpenedMeanwhile(Gate& gate) : thread_([&gate] { gate.open(); }) {}
  ~OpenedMeanwhile() { thread_.join(); }
  OpenedMeanwhile(const OpenedMeanwhile&) = delete;
  OpenedMeanwhile& operator=(const OpenedMeanwhile&) = delete;

 private:
  std::thread thread_;
};

TEST_CASE("a worker without jobs ends") {
  base::ManualClock clock;
  Reactor loop{clock};
  { const Worker worker(loop, 1, AtEnd::drop_waiting); }
  { const Worker worker(loop, 1, AtEnd::run_waiting); }
  support::run_passes(loop);
}

TEST_CASE(
    "the destructor drops waiting jobs with AtEnd::drop_waiting, and sets the running job's flag") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Count completions;
  bool flag = false;
  int ran = 0;
  const auto waiting = std::make_shared<int>();
  {
    Worker worker(loop, 3, AtEnd::drop_waiting);
    worker.submit(
        [&](const CancelFlag& cancelled) {
          gate.pass();
          while (!cancelled.is_set()) std::this_thread::yield();
          flag = true;
        },
        completions());
    for (int i = 0; i < 2; ++i) worker.submit([&, waiting] { ++ran; }, completions());
    gate.wait_until_entered();
    gate.open();
  }
  CHECK(flag);
  CHECK(ran == 0);
  CHECK(waiting.use_count() == 1);
  support::run_passes(loop);
  CHECK(completions.calls == 0);
}

TEST_CASE("the destructor runs the waiting jobs in order with AtEnd::run_waiting") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Count completions;
  bool flag = true;
  std::vector<int> ran;
  {
    Worker worker(loop, 4, AtEnd::run_waiting);
    worker.submit(
        [&](const CancelFlag& cancelled) {
          gate.pass();
          flag = cancelled.is_set();
        },
        completions());
    for (int i = 0; i < 3; ++i) worker.submit([&ran, i] { ran.push_back(i); }, completions());
    gate.wait_until_entered();
    const OpenedMeanwhile opened(gate);
  }
  CHECK_FALSE(flag);
  CHECK(ran == std::vector{0, 1, 2});
  support::run_passes(loop);
  CHECK(completions.calls == 0);
}

TEST_CASE("the destructor waits for the running job") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  bool ended = false;
  std::optional<OpenedMeanwhile> opened;
  {
    Worker worker(loop, 1, AtEnd::drop_waiting);
    worker.submit(
        [&] {
          gate.pass();
          ended = true;
        },
        [](const auto& /*result*/) {});
    gate.wait_until_entered();
    opened.emplace(gate);
  }
  CHECK(ended);
}

TEST_CASE("the destructor does not wait for the running job with AtEnd::abandon") {
  base::ManualClock clock;
  Reactor loop{clock};
  Count completions;
  const auto gate = std::make_shared<Gate>();
  const auto waiting = std::make_shared<int>();
  const auto cancelled = std::make_shared<std::atomic<bool>>(false);
  {
    Worker worker(loop, 2, AtEnd::abandon);
    worker.submit(
        [gate, cancelled](const CancelFlag& flag) {
          gate->pass();
          cancelled->store(flag.is_set());
        },
        completions());
    worker.submit([waiting] {}, completions());
    gate->wait_until_entered();
  }
  CHECK(waiting.use_count() == 1);
  gate->open();
  support::run_until(loop, [&gate] { return gate.use_count() == 1; });
  CHECK(cancelled->load());
  CHECK(completions.calls == 0);
}

TEST_CASE("results that are not delivered by the end are dropped") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Count completions;
  const auto owned = std::make_shared<int>();
  {
    Worker worker(loop, 2, AtEnd::run_waiting);
    worker.submit([result = owned]() mutable { return result; }, completions());
    worker.submit([&] { gate.pass(); }, completions());
    gate.wait_until_entered();
    gate.open();
  }
  CHECK(owned.use_count() == 1);
  support::run_passes(loop);
  CHECK(completions.calls == 0);
}

TEST_CASE("a completion may destroy the worker: those behind it are not called") {
  for (const auto at_end : {AtEnd::drop_waiting, AtEnd::run_waiting}) {
    base::ManualClock clock;
    Reactor loop{clock};
    Gate gate;
    Count completions;
    const auto owned = std::make_shared<int>();
    auto worker = std::make_unique<Worker>(loop, 8, at_end);
    worker->submit([] {}, completions());
    worker->submit([] {},
                   [&, owned](const auto& /*result*/) {
                     gate.open();
                     worker.reset();
                   });
    worker->submit([owned] {}, completions());
    worker->submit([&, owned] { gate.pass(); }, completions());
    worker->submit([owned] {}, completions());
    gate.wait_until_entered();
    support::run_until(loop, [&] { return !worker; });
    support::run_passes(loop);
    CHECK(completions.calls == 1);
    CHECK(owned.use_count() == 1);
  }
}

TEST_CASE("many workers live at once, and end in any order") {
  base::ManualClock clock;
  Reactor loop{clock};
  Count completions;
  std::vector<std::unique_ptr<Worker>> workers;
  for (int i = 0; i < 8; ++i) {
    workers.push_back(std::make_unique<Worker>(loop, 100, AtEnd::run_waiting));
    while (workers.back()->submit([] {}, completions())) {
    }
  }
  support::run_until(loop, [&] { return completions.calls >= 200; });
  const int before = completions.calls;
  workers.erase(workers.begin() + 2, workers.begin() + 6);
  workers.clear();
  support::run_passes(loop);
  CHECK(completions.calls == before);
}

}  // namespace
}  // namespace tertulia::reactor::worker_end_test
