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
/// never delays the loop. A job has two parts:
///  - the *work* runs on the worker's thread;
///  - the *completion* runs on the loop's thread and receives the work's result.
///
/// **Order.** Jobs run, and completions are called, in the order of `submit()`. Completions are
/// called at the end of a pass of the loop, like a `DeferredTask`. All results that are ready by
/// then arrive in one pass, and wake the loop once. A completion may call any method of the worker,
/// and may destroy the worker.
///
/// **Limit.** The worker holds at most `capacity` jobs. A job takes a place from `submit()` until
/// just before its completion is called, so a completion can submit the next job. If no place is
/// free, `submit()` refuses the job, and the caller decides what to do. A place is freed only on
/// the loop's thread, not by the speed of the worker.
///
/// **Errors.** A completion receives `base::Result<T>` for work that returns `T` or
/// `base::Result<T>`, and `base::Result<std::monostate>` for work that returns nothing. An
/// exception in the work becomes an error with the exception's text. An exception in a completion
/// ends the program, as in every callback of the loop.
///
/// **Threads.** Call all methods on the loop's thread. The work may use only objects that it owns
/// or that no other code uses (a database connection, for example). It must not use an object of
/// this layer, nor `base::log`. The worker destroys the work, the completion and the result on the
/// loop's thread. The worker's thread receives no signals. On Linux it
/// gives way to the loop where both have one processor, if the system allows that.
///
/// **Cancelling.** If a completion refers to an object that may be destroyed earlier, that object
/// must keep the job's id and call `cancel()` in its destructor.
///
/// **End.** The worker must be destroyed before the reactor. The destructor runs or drops the
/// waiting jobs, as `AtEnd` says. Then it waits for the running job and for the end of the thread,
/// except with `AtEnd::abandon`. It blocks the loop until then. It calls no completion, and none is
/// called later. If the owner needs the last results, it must not destroy the worker before
/// `unfinished()` is 0.
class Worker {
 public:
  /// What the destructor does with the waiting jobs.
  enum class AtEnd {
    run_waiting,   ///< Runs them all (a job that stores data must not be lost).
    drop_waiting,  ///< Drops them, and sets the running job's `CancelFlag`.
    /// Does the same, and does not wait for the running job: it may outlive the worker and the
    /// reactor. It is for work that blocks and cannot be cancelled (the name service). Work and
    /// completion must own what they refer to, or not use it after the end; the worker's thread
    /// destroys them. The end of the program ends the thread.
    abandon
  };

  /// `capacity` is at least 1. Throws `base::StartFailure` if the system provides no thread or no
  /// descriptor.
  Worker(Reactor& reactor, std::size_t capacity, AtEnd at_end);
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  /// Queues a job: `work()` or `work(const CancelFlag&)`, and `completion(base::Result<T>)`. Both
  /// may be move-only. Returns the job's id, or nothing if the worker is full. In that case neither
  /// is called or moved from, so the caller can keep the job for later.
  template <class Work, class Completion>
  std::optional<JobId> submit(Work&& work, Completion&& completion) {
    using TheJob = TypedJob<std::decay_t<Work>, std::decay_t<Completion>>;
    if (is_full()) return std::nullopt;
    return enqueue(std::make_unique<TheJob>(std::forward<Work>(work),  //
                                            std::forward<Completion>(completion)));
  }

  /// Prevents the call of the job's completion. A waiting job is dropped and never runs; its place
  /// is free at once. A running job continues with its `CancelFlag` set, and keeps its place until
  /// its result would be delivered. The id of a completed job is ignored.
  void cancel(JobId id);

  /// Number of jobs that hold a place: those that wait, run, or have an undelivered result.
  std::size_t unfinished() const;
  bool is_full() const;

 private:
  struct State;
  JobId enqueue(std::unique_ptr<Job> job);

  std::shared_ptr<State> state_;
};

}  // namespace tertulia::reactor
