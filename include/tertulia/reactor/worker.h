#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include "tertulia/reactor/job.h"

namespace tertulia::reactor {

class Reactor;

/// One thread that runs jobs, one after the other, so that slow work (the disk, a password hash)
/// never holds up the loop. A job has two parts:
///  - the *work* runs on the worker's thread;
///  - the *completion* runs on the loop's thread and receives the work's result.
///
/// **Order.** Jobs run, and completions are called, in the order of `submit()`. Completions are
/// called at the end of a pass of the loop, as `DeferredTask`s are. All results that are ready by
/// then arrive in one pass, and wake the loop once. A completion may call any method of the worker,
/// and may destroy the worker.
///
/// **Bound.** The worker holds at most `capacity` jobs. A job takes a place from `submit()` until
/// just before its completion is called, so a completion can submit the next job. `submit()`
/// refuses a job when there is no place, and the caller decides what to do. Whether there is
/// a place depends on the loop's thread alone, not on the speed of the worker.
///
/// **Errors.** A completion receives `base::Result<T>` for work that returns `T` or
/// `base::Result<T>`, and `base::Result<std::monostate>` for work that returns nothing. An
/// exception in the work becomes an error with the exception's text. An exception in a completion
/// ends the program, as in every callback of the loop.
///
/// **Threads.** All methods belong to the loop's thread. The work must use only what it owns or
/// what belongs to it alone (a database connection, for example): no object of this layer, and not
/// `base::log`. The worker destroys the work, the completion and the result on the loop's thread.
/// The worker's thread receives no signals, and has the scheduling policy SCHED_BATCH where the
/// system has it and allows it, so that a long job delays the loop less.
///
/// **Cancelling.** An object that a completion refers to and that may be destroyed earlier keeps
/// the job's id and calls `cancel()`.
///
/// **End.** The worker must be destroyed before the reactor. The destructor first deals with the
/// waiting jobs as `AtEnd` says, then waits for the running job and for the end of the thread: it
/// blocks the loop meanwhile. It calls no completion, and none is called later. An owner that needs
/// the last results waits until `unfinished()` is 0 before it destroys the worker.
class Worker {
 public:
  /// What the destructor does with the jobs that wait.
  enum class AtEnd {
    run_waiting,  ///< Runs them all (a job that stores data must not be lost).
    drop_waiting  ///< Drops them, and sets the running job's `CancelFlag`.
  };

  /// `capacity` is at least 1. Throws `base::StartFailure` where the system gives no thread or no
  /// descriptor.
  Worker(Reactor& reactor, std::size_t capacity, AtEnd at_end);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Queues a job: `work()` or `work(const CancelFlag&)`, and `completion(base::Result<T>)`. Both
  /// may be move-only. Returns the job's id, or nothing when the worker is full: then neither is
  /// called nor moved from, so the caller can keep the job for later.
  template <class Work, class Completion>
  std::optional<JobId> submit(Work&& work, Completion&& completion) {
    using TheJob = TypedJob<std::decay_t<Work>, std::decay_t<Completion>>;
    if (is_full()) return std::nullopt;
    return enqueue(std::make_unique<TheJob>(std::forward<Work>(work),  //
                                            std::forward<Completion>(completion)));
  }

  /// The job's completion will not be called. A job that waits is dropped and never runs; its place
  /// is free at once. A running job continues, with its `CancelFlag` set, and keeps its place until
  /// it ends. An id of a job that is complete is ignored.
  void cancel(JobId id);

  /// Jobs that hold a place: waiting, running, or with a result that is not yet delivered.
  std::size_t unfinished() const;
  bool is_full() const;

 private:
  struct State;
  JobId enqueue(std::unique_ptr<Job> job);

  std::shared_ptr<State> state_;
};

}  // namespace tertulia::reactor
