#include "tertulia/reactor/worker.h"

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

#include "support/gate.h"
#include "support/lines.h"
#include "support/run.h"

namespace tertulia::reactor::worker_test {
namespace {

using support::Gate;
using support::Lines;
using AtEnd = Worker::AtEnd;

constexpr auto kNothing = [](const base::Result<std::monostate>& /*result*/) {};

TEST_CASE("the work runs on its own thread, and the completion gets its result on the loop's") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  std::thread::id worked;
  std::thread::id completed;
  int result = 0;
  worker.submit(
      [&] {
        worked = std::this_thread::get_id();
        return 42;
      },
      [&](const base::Result<int>& outcome) {
        completed = std::this_thread::get_id();
        result = *outcome;
      });
  support::run_until(loop, [&] { return result != 0; });
  CHECK(result == 42);
  CHECK(completed == std::this_thread::get_id());
  CHECK(worked != completed);
}

TEST_CASE("ten thousand jobs run and are completed in the order of submission") {
  constexpr int kJobs = 10'000;
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 64, AtEnd::drop_waiting);
  std::vector<int> worked;
  std::vector<int> completed;
  int next = 0;
  const std::function<void()> fill = [&] {
    while (next < kJobs && !worker.is_full()) {
      worker.submit([&worked, number = next] { worked.push_back(number); },
                    [&, number = next](const auto& /*result*/) {
                      completed.push_back(number);
                      fill();
                    });
      ++next;
    }
  };
  fill();
  support::run_until(loop, [&] { return completed.size() == kJobs; });
  std::vector<int> expected(kJobs);
  for (int i = 0; i < kJobs; ++i) expected[static_cast<std::size_t>(i)] = i;
  CHECK(worked == expected);
  CHECK(completed == expected);
  CHECK(worker.unfinished() == 0);
}

TEST_CASE("a full worker refuses a job, and neither part of it is called") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 2, AtEnd::drop_waiting);
  Lines seen;
  const auto see = [&](const std::string& line) {
    return [&, line](const auto& /*result*/) { seen.push_back(line); };
  };
  CHECK(worker.submit([] {}, see("first")));
  CHECK_FALSE(worker.is_full());
  CHECK(worker.submit([] {}, see("second")));
  CHECK(worker.is_full());
  CHECK(worker.unfinished() == 2);
  bool ran = false;
  CHECK_FALSE(worker.submit([&] { ran = true; }, see("refused")));
  support::run_until(loop, [&] { return worker.unfinished() == 0; });
  CHECK(worker.submit([] {}, see("third")));
  support::run_until(loop, [&] { return worker.unfinished() == 0; });
  CHECK(seen == Lines{"first", "second", "third"});
  CHECK_FALSE(ran);
}

TEST_CASE("a job that is refused stays with its caller, who can submit it again") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  std::string seen;
  auto work = [text = std::make_unique<std::string>("kept")] { return *text; };
  auto complete = [&](const base::Result<std::string>& text) { seen = *text; };
  worker.submit([] {}, kNothing);
  CHECK_FALSE(worker.submit(std::move(work), complete));
  support::run_until(loop, [&] { return !worker.is_full(); });
  // NOLINTNEXTLINE(bugprone-use-after-move): a refused job is not moved from.
  CHECK(worker.submit(std::move(work), complete));
  support::run_until(loop, [&] { return !seen.empty(); });
  CHECK(seen == "kept");
}

TEST_CASE("a job's place is free in its own completion") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  bool second = false;
  worker.submit([] {},
                [&](const auto& /*result*/) {
                  CHECK(worker.submit([] {}, [&](const auto& /*result*/) { second = true; }));
                  CHECK_FALSE(worker.submit([] {}, kNothing));
                });
  support::run_until(loop, [&] { return second; });
}

TEST_CASE("all results that are ready arrive in one pass of the loop") {
  constexpr int kJobs = 100;
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Worker worker(loop, kJobs + 1, AtEnd::drop_waiting);
  int completed = 0;
  for (int i = 0; i < kJobs; ++i) {
    worker.submit([] {}, [&](const auto& /*result*/) { ++completed; });
  }
  worker.submit([&] { gate.pass(); }, kNothing);
  gate.wait_until_entered();
  loop.run_pass();
  CHECK(completed == kJobs);
  gate.open();
}

TEST_CASE("an exception in the work is an error for the completion") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 3, AtEnd::drop_waiting);
  Lines errors;
  const auto see_error = [&](const auto& result) {
    CHECK_FALSE(result);
    errors.push_back(result.error());
  };
  worker.submit([]() -> int { throw std::runtime_error("the disk is full"); }, see_error);
  worker.submit([] { throw 42; }, see_error);
  worker.submit([]() -> base::Result<int> { return base::Error{"no such user"}; }, see_error);
  support::run_until(loop, [&] { return errors.size() == 3; });
  CHECK(errors == Lines{"the disk is full", "unknown exception", "no such user"});
}

TEST_CASE("work, completion and result may be movable only, and die on the loop's thread") {
  struct Witness {
    ~Witness() { died = std::this_thread::get_id(); }
    std::thread::id& died;
  };
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  std::thread::id died;
  std::string seen;
  worker.submit(
      [owned = std::unique_ptr<Witness>(new Witness{died})] {
        return std::make_unique<std::string>("made on the thread");
      },
      [&, owned = std::make_unique<int>()](base::Result<std::unique_ptr<std::string>> result) {
        seen = **std::move(result);
      });
  support::run_until(loop, [&] { return !seen.empty(); });
  CHECK(seen == "made on the thread");
  CHECK(died == std::this_thread::get_id());
}

TEST_CASE("a job that is cancelled while it waits never runs, and frees its place") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Worker worker(loop, 2, AtEnd::drop_waiting);
  bool ran = false;
  bool completed = false;
  worker.submit([&] { gate.pass(); }, kNothing);
  gate.wait_until_entered();
  const auto id = worker.submit([&] { ran = true; }, [&](const auto& /*result*/) { ran = true; });
  CHECK(worker.is_full());
  worker.cancel(*id);
  CHECK_FALSE(worker.is_full());
  CHECK(worker.submit([] {}, [&](const auto& /*result*/) { completed = true; }));
  gate.open();
  support::run_until(loop, [&] { return completed; });
  CHECK_FALSE(ran);
}

TEST_CASE("a job that is cancelled while it runs sees its flag, and is not completed") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Worker worker(loop, 1, AtEnd::drop_waiting);
  bool seen_before = true;
  bool seen_after = false;
  bool completed = false;
  const auto id = worker.submit(
      [&](const CancelFlag& cancelled) {
        seen_before = cancelled.is_set();
        gate.pass();
        seen_after = cancelled.is_set();
      },
      [&](const auto& /*result*/) { completed = true; });
  gate.wait_until_entered();
  worker.cancel(*id);
  CHECK(worker.is_full());
  gate.open();
  support::run_until(loop, [&] { return !worker.is_full(); });
  CHECK_FALSE(seen_before);
  CHECK(seen_after);
  CHECK_FALSE(completed);
}

TEST_CASE("a job whose result is ready may still be cancelled") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Worker worker(loop, 2, AtEnd::drop_waiting);
  bool completed = false;
  const auto id = worker.submit([] {}, [&](const auto& /*result*/) { completed = true; });
  worker.submit([&] { gate.pass(); }, kNothing);
  gate.wait_until_entered();
  worker.cancel(*id);
  gate.open();
  support::run_until(loop, [&] { return worker.unfinished() == 0; });
  CHECK_FALSE(completed);
}

TEST_CASE("a completion may cancel the next one of its pass; its own and unknown ids do nothing") {
  base::ManualClock clock;
  Reactor loop{clock};
  Gate gate;
  Worker worker(loop, 4, AtEnd::drop_waiting);
  std::vector<JobId> ids;
  Lines seen;
  ids.push_back(*worker.submit([] {},
                               [&](const auto& /*result*/) {
                                 seen.emplace_back("first");
                                 for (const JobId id : {ids[0], ids[1], JobId{0}, JobId{1'000}})
                                   worker.cancel(id);
                               }));
  for (const auto* name : {"second", "third"}) {
    ids.push_back(*worker.submit([] {}, [&, name](const auto& /*r*/) { seen.emplace_back(name); }));
  }
  worker.submit([&] { gate.pass(); }, kNothing);
  gate.wait_until_entered();
  gate.open();
  support::run_until(loop, [&] { return worker.unfinished() == 0; });
  CHECK(seen == Lines{"first", "third"});
}

TEST_CASE("the worker's thread leaves the program's signals to others") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  sigset_t before{};
  ::pthread_sigmask(SIG_SETMASK, nullptr, &before);
  CHECK(::sigismember(&before, SIGTERM) == 0);
  bool done = false;
  worker.submit(
      [] {
        sigset_t blocked{};
        ::pthread_sigmask(SIG_SETMASK, nullptr, &blocked);
        return ::sigismember(&blocked, SIGTERM) == 1 && ::sigismember(&blocked, SIGSEGV) == 0;
      },
      [&](const base::Result<bool>& result) {
        CHECK(*result);
        done = true;
      });
  support::run_until(loop, [&] { return done; });
}

#ifdef SCHED_BATCH
int policy_of_this_thread() {
  int policy = 0;
  sched_param parameters{};
  ::pthread_getschedparam(::pthread_self(), &policy, &parameters);
  return policy;
}

TEST_CASE("the worker's thread has batch scheduling where the system allows it") {
  base::ManualClock clock;
  Reactor loop{clock};
  Worker worker(loop, 1, AtEnd::drop_waiting);
  int allowed = 0;
  std::thread([&] {
    const sched_param parameters{};
    ::pthread_setschedparam(::pthread_self(), SCHED_BATCH, &parameters);
    allowed = policy_of_this_thread();
  }).join();
  bool done = false;
  worker.submit(policy_of_this_thread, [&](const base::Result<int>& policy) {
    CHECK(*policy == allowed);
    done = true;
  });
  support::run_until(loop, [&] { return done; });
}
#endif

}  // namespace
}  // namespace tertulia::reactor::worker_test
