#include "tertulia/reactor/worker.h"

#include <algorithm>
#include <cassert>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>

#include "tertulia/reactor/fd_watch.h"
#include "tertulia/reactor/reactor.h"

#include "reactor/background_thread.h"
#include "reactor/platform.h"

namespace tertulia::reactor {
namespace {

using JobPtr = std::unique_ptr<Job>;
using Jobs = std::deque<JobPtr>;

JobPtr extract(Jobs& jobs, JobId id) {
  const auto found = std::ranges::find(jobs, id, [](const auto& job) { return job->id; });
  if (found == jobs.end()) return nullptr;
  auto job = std::move(*found);
  jobs.erase(found);
  return job;
}

void set_cancelled(const Jobs& jobs, JobId id) {
  const auto found = std::ranges::find(jobs, id, [](const auto& job) { return job->id; });
  if (found != jobs.end()) (*found)->cancelled.set();
}

}  // namespace

struct Worker::State final : DeferredTask, std::enable_shared_from_this<State> {
  State(Reactor& the_reactor, std::size_t the_capacity, AtEnd what)
      : reactor(the_reactor),
        capacity(the_capacity),
        at_end(what),
        watch(std::in_place, reactor, wake_up.fd(), [this] {
          wake_up.drain();
          reactor.defer(*this);
        }) {}

  // On the loop's thread.
  void start();
  void run() override;
  void enqueue(JobPtr job);
  void cancel(JobId id);
  void end();

  // On the worker's thread.
  void work();
  Job* begin_next();
  void finish();

  Reactor& reactor;
  const std::size_t capacity;
  const AtEnd at_end;
  std::size_t unfinished = 0;
  JobId last_id = 0;
  Jobs delivering;
  WakeupFd wake_up;
  std::optional<FdWatch> watch;

  std::mutex mutex;  ///< Protects the members below, except the thread.
  std::condition_variable changed;
  Jobs waiting;
  JobPtr running;
  Jobs finished;
  bool ending = false;
  std::thread thread;
};

// The thread shares the state, because it may outlive the worker.
void Worker::State::start() {
  thread = start_background_thread([self = shared_from_this()] { self->work(); });
}

void Worker::State::enqueue(JobPtr job) {
  ++unfinished;
  {
    const std::lock_guard lock(mutex);
    waiting.push_back(std::move(job));
  }
  changed.notify_one();
}

void Worker::State::run() {
  // A completion may destroy the worker.
  const auto self = shared_from_this();
  {
    const std::lock_guard lock(mutex);
    delivering.swap(finished);
  }
  while (!delivering.empty()) {
    const auto job = std::move(delivering.front());
    delivering.pop_front();
    --unfinished;
    if (!job->cancelled.is_set()) job->complete();
  }
}

void Worker::State::cancel(JobId id) {
  set_cancelled(delivering, id);
  JobPtr dropped;  // destroyed without the lock
  const std::lock_guard lock(mutex);
  set_cancelled(finished, id);
  if (running && running->id == id) running->cancelled.set();
  dropped = extract(waiting, id);
  if (dropped) --unfinished;
}

void Worker::State::end() {
  reactor.cancel(*this);
  watch.reset();
  delivering.clear();
  Jobs dropped;
  Jobs undelivered;
  {
    const std::lock_guard lock(mutex);
    ending = true;
    if (at_end != AtEnd::run_waiting) {
      dropped.swap(waiting);
      if (running) running->cancelled.set();
    }
    undelivered.swap(finished);
  }
  changed.notify_one();
  if (at_end == AtEnd::abandon) return thread.detach();
  thread.join();
  finished.clear();
}

void Worker::State::work() {
  while (auto* job = begin_next()) {
    job->run();
    finish();
  }
}

Job* Worker::State::begin_next() {
  std::unique_lock lock(mutex);
  changed.wait(lock, [this] { return ending || !waiting.empty(); });
  if (waiting.empty()) return nullptr;
  running = std::move(waiting.front());
  waiting.pop_front();
  return running.get();
}

// The loop delivers all results at once, so only the first one needs to wake it.
void Worker::State::finish() {
  bool first = false;
  {
    const std::lock_guard lock(mutex);
    first = finished.empty();
    finished.push_back(std::move(running));
  }
  if (first) wake_up.notify();
}

Worker::Worker(Reactor& reactor, std::size_t capacity, AtEnd at_end)
    : state_(std::make_shared<State>(reactor, capacity, at_end)) {
  assert(capacity > 0);
  state_->start();
}

Worker::~Worker() { state_->end(); }

JobId Worker::enqueue(std::unique_ptr<Job> job) {
  const auto id = ++state_->last_id;
  job->id = id;
  state_->enqueue(std::move(job));
  return id;
}

void Worker::cancel(JobId id) { state_->cancel(id); }

std::size_t Worker::unfinished() const { return state_->unfinished; }

bool Worker::is_full() const { return state_->unfinished >= state_->capacity; }

}  // namespace tertulia::reactor
