#include "tertulia/reactor/reactor.h"

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <stdlib.h>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/timer.h"

#include "support/lines.h"
#include "support/run.h"
#include "support/sockets.h"

namespace tertulia::reactor::reactor_test {
namespace {

using support::Lines;

struct Task final : DeferredTask {
  explicit Task(std::function<void()> work) : does(std::move(work)) {}
  void run() override { does(); }
  std::function<void()> does;
};

TEST_CASE("a run does not end by itself") {
  base::SystemClock clock;
  Reactor loop(clock);
  Timer timer(loop, [&] { loop.stop(); });
  timer.start(base::Duration{1});
  loop.run();
  CHECK_FALSE(timer.pending());
}

TEST_CASE("one pass runs what is due by a manual clock, and does not wait for the rest") {
  base::ManualClock clock;
  Reactor loop(clock);
  CHECK(loop.now() == clock.now());
  int fired = 0;
  Timer timer(loop, [&] { ++fired; });
  timer.start(base::Duration{60'000});
  loop.run_pass();
  loop.run_pass(base::Duration{1});
  CHECK(fired == 0);
  clock.advance(base::Duration{60'000});
  CHECK(fired == 0);
  loop.run_pass();
  CHECK(fired == 1);
}

TEST_CASE("stop ends the run, and the next run continues") {
  base::ManualClock clock;
  Reactor loop{clock};
  int passes = 0;
  Timer timer(loop, [&] {
    ++passes;
    loop.stop();
  });
  for (int round = 1; round <= 3; ++round) {
    timer.start(base::Duration::zero());
    loop.run();
    CHECK(passes == round);
  }
}

TEST_CASE("after a stop before the run, one pass runs") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task task([&] { seen.emplace_back("edge"); });
  loop.stop();
  loop.defer(task);
  loop.run();
  CHECK(seen == Lines{"edge"});
}

TEST_CASE("deferred tasks run after all callbacks of the pass, in their order") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  auto [near, far] = support::unix_pair();
  auto [near2, far2] = support::unix_pair();
  Task first([&] { seen.emplace_back("first"); });
  Task second([&] { seen.emplace_back("second"); });
  bool deferred = false;
  const auto callback = [&](const Socket& socket) {
    seen.emplace_back("callback");
    support::get(socket);
    if (std::exchange(deferred, true)) return;
    loop.defer(first);
    loop.defer(second);
  };
  const FdWatch watch(loop, near.fd(), [&, &socket = near] { callback(socket); });
  const FdWatch watch2(loop, near2.fd(), [&, &socket = near2] { callback(socket); });
  support::put(far, "x");
  support::put(far2, "x");
  support::run_until(loop, [&] { return seen.size() == 4; });
  CHECK(seen == Lines{"callback", "callback", "first", "second"});
}

TEST_CASE("a task that is deferred outside of the run waits for it") {
  base::ManualClock clock;
  Reactor loop{clock};
  int runs = 0;
  Task task([&] { ++runs; });
  loop.defer(task);
  CHECK(runs == 0);
  support::run_passes(loop);
  CHECK(runs == 1);
}

TEST_CASE("a task can defer itself and others, and they run in the same pass") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task other([&] { seen.emplace_back("other"); });
  Task self([&] {
    seen.emplace_back("self");
    if (seen.size() > 3) return;
    loop.defer(other);
    loop.defer(self);
  });
  Timer next(loop, [&] { seen.emplace_back("next pass"); });
  Timer begin(loop, [&] {
    loop.defer(self);
    next.start(base::Duration::zero());
  });
  begin.start(base::Duration::zero());
  support::run_until(loop, [&] { return !seen.empty() && seen.back() == "next pass"; });
  CHECK(seen == Lines{"self", "other", "self", "other", "self", "next pass"});
}

TEST_CASE("a task runs once for each time it was deferred") {
  base::ManualClock clock;
  Reactor loop{clock};
  int runs = 0;
  Task task([&] { ++runs; });
  loop.defer(task);
  loop.defer(task);
  support::run_passes(loop);
  CHECK(runs == 2);
  loop.defer(task);
  support::run_passes(loop);
  CHECK(runs == 3);
}

TEST_CASE("a cancelled task does not run, and the others do") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task kept([&] { seen.emplace_back("kept"); });
  Task gone([&] { seen.emplace_back("gone"); });
  loop.defer(gone);
  loop.defer(kept);
  loop.defer(gone);
  loop.cancel(gone);
  support::run_passes(loop);
  CHECK(seen == Lines{"kept"});
}

TEST_CASE("a task can cancel a due task, and cancelling a task that is not due is harmless") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task second([&] { seen.emplace_back("second"); });
  Task third([&] { seen.emplace_back("third"); });
  Task first([&] {
    seen.emplace_back("first");
    loop.cancel(second);
    loop.cancel(first);
  });
  loop.cancel(first);
  for (auto* task : {&first, &second, &third}) loop.defer(*task);
  support::run_passes(loop);
  CHECK(seen == Lines{"first", "third"});
}

TEST_CASE("a stop within the deferred tasks loses none of the later ones") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task last([&] { seen.emplace_back("last"); });
  Task stopper([&] {
    loop.stop();
    loop.defer(last);
  });
  loop.defer(stopper);
  loop.run();
  CHECK(seen == Lines{"last"});
}

struct Traced {
  Traced(Lines& seen, std::string its_name) : deleted(seen), name(std::move(its_name)) {}
  ~Traced() {
    deleted.push_back(name);
    if (in_destructor) in_destructor();
  }
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;
  Lines& deleted;
  std::string name;
  std::function<void()> in_destructor;
};

TEST_CASE("deferred deletions run at the end of the pass, after the deferred tasks") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task task([&] { seen.emplace_back("task"); });
  Timer timer(loop, [&] {
    loop.delete_later(std::make_unique<Traced>(seen, "object"));
    loop.defer(task);
    seen.emplace_back("callback");
  });
  timer.start(base::Duration::zero());
  loop.run_pass();
  CHECK(seen == Lines{"callback", "task", "object"});
}

TEST_CASE("a destructor can defer a deletion and a task, which run at the end of the same pass") {
  base::ManualClock clock;
  Reactor loop{clock};
  Lines seen;
  Task task([&] { seen.emplace_back("task"); });
  auto first = std::make_unique<Traced>(seen, "first");
  first->in_destructor = [&] {
    loop.delete_later(std::make_unique<Traced>(seen, "second"));
    loop.defer(task);
  };
  loop.delete_later(std::move(first));
  CHECK(seen.empty());
  loop.run_pass();
  CHECK(seen == Lines{"first", "second", "task"});
}

TEST_CASE("the reactor's destructor runs the remaining deferred deletions") {
  Lines seen;
  {
    base::ManualClock clock;
    Reactor loop{clock};
    auto first = std::make_unique<Traced>(seen, "first");
    first->in_destructor = [&] { loop.delete_later(std::make_unique<Traced>(seen, "second")); };
    loop.delete_later(std::move(first));
  }
  CHECK(seen == Lines{"first", "second"});
}

struct WithoutBackends {
  WithoutBackends(std::initializer_list<const char*> names) : names_(names) {
    for (const auto* name : names_) ::setenv(name, "1", 1);
  }
  ~WithoutBackends() {
    for (const auto* name : names_) ::unsetenv(name);
  }
  WithoutBackends(const WithoutBackends&) = delete;
  WithoutBackends& operator=(const WithoutBackends&) = delete;

 private:
  std::vector<const char*> names_;
};

void check_that_it_works(Reactor& loop) {
  auto [near, far] = support::unix_pair();
  std::string seen;
  const FdWatch watch(loop, near.fd(), [&, &socket = near] { seen += support::get(socket); });
  support::put(far, "abc");
  support::run_until(loop, [&] { return seen == "abc"; });
}

TEST_CASE("poll and select are used without epoll and kqueue") {
  {
    const WithoutBackends without{"EVENT_NOEPOLL", "EVENT_NOKQUEUE"};
    base::ManualClock clock;
    Reactor loop{clock};
    CHECK(loop.backend() == "poll");
    check_that_it_works(loop);
  }
  const WithoutBackends without{"EVENT_NOEPOLL", "EVENT_NOKQUEUE", "EVENT_NOPOLL"};
  base::ManualClock clock;
  Reactor loop{clock};
  CHECK(loop.backend() == "select");
  check_that_it_works(loop);
}

#if defined(__linux__)
constexpr auto* kForSockets = "epoll";
constexpr auto* kForAnyDescriptor = "poll";
#elif defined(__APPLE__)
constexpr auto* kForSockets = "kqueue";
constexpr auto* kForAnyDescriptor = "select";
#else
constexpr auto* kForSockets = "kqueue";
constexpr auto* kForAnyDescriptor = "poll";
#endif

TEST_CASE("the system's best back end is used for sockets, and another for any descriptor") {
  base::ManualClock clock;
  CHECK(Reactor(clock).backend() == kForSockets);
  CHECK(Reactor(clock, Reactor::Watch::any_descriptor).backend() == kForAnyDescriptor);
}

}  // namespace
}  // namespace tertulia::reactor::reactor_test
