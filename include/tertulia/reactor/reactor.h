#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>

#include "tertulia/base/clock.h"

struct event_base;

namespace tertulia::reactor {

class TimerQueue;

/// Work that waits for the end of the present pass of the loop.
class DeferredTask {
 public:
  /// Called once for each time it was deferred; may defer itself or others, and may be destroyed
  /// in here.
  virtual void run() = 0;

 protected:
  ~DeferredTask() = default;
};

/// Bytes that all streams of a reactor have taken in, and handed to the kernel.
struct Traffic {
  std::uint64_t received = 0;
  std::uint64_t sent = 0;
};

/// Bytes that wait in all streams of a reactor for their peers. As they fill what is left for them,
/// each may hold less: no more than is left. So those that hold most must go first, and whoever
/// reads well stays (dynamic queue length thresholds; Choudhury and Hahne 1998).
struct SendBudget {
  std::size_t queued = 0;
  std::size_t limit = std::numeric_limits<std::size_t>::max();

  std::size_t available() const { return limit - std::min(queued, limit); }
};

/// The event loop (the Reactor pattern; Schmidt 1995), one to a program, on libevent.
///
/// One pass of the loop:
///  1. wait for descriptors, signals and the next timer;
///  2. call what became ready, in the order in which the kernel told it (timers last);
///  3. at the edge, with none of those calls on the stack: the deferred tasks, first come first
///     served, together with those that they defer in turn; then the deferred deletions.
/// A deferred task is for what has to see the pass as a whole (a broadcast). A deferred deletion is
/// for an object that may be dropped within its own calls (a stream). There is one priority only.
///
/// Everything of this layer belongs to one reactor, is used in its thread only, and must be
/// destroyed before it. Callbacks must not throw: an exception ends the program.
class Reactor {
 public:
  enum class Watch {
    sockets,        ///< The best back end there is (epoll, kqueue).
    any_descriptor  ///< One that also takes regular files and /dev/null, as a client's input may
                    ///< be.
  };

  /// Throws `StartFailure`. From then on SIGPIPE is ignored. All times of this layer are the
  /// clock's, which must outlive the reactor.
  explicit Reactor(base::Clock& clock, Watch watch = Watch::sockets);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Runs until `stop()`.
  void run();
  /// One pass, for tests: it waits for something to happen for no longer than `wait` of real time,
  /// whichever the clock.
  void run_pass(base::Duration wait = base::Duration::zero());
  /// Makes `run()` return at the end of the present pass.
  void stop();

  /// Queues the task for the edge of the present pass; it must live until then or be cancelled.
  void defer(DeferredTask& task);
  void cancel(DeferredTask& task);

  /// Deletes the object at the edge of the present pass, or with the reactor.
  template <class T>
  void delete_later(std::unique_ptr<T> object) {
    delete_later(Deletion(object.release(), [](void* pointer) {
      std::default_delete<T>{}(static_cast<T*>(pointer));
    }));
  }

  /// Counted by the streams.
  Traffic& traffic();
  /// Kept by the streams; `limit` may be set at any time.
  SendBudget& send_budget();

  base::Instant now() const { return clock_.now(); }
  base::Clock& clock() const { return clock_; }
  /// `epoll`, `poll`, `select` or `kqueue`.
  std::string backend() const;

  /// For this layer's own sources.
  event_base* handle() const;
  TimerQueue& timers();

 private:
  using Deletion = std::unique_ptr<void, void (*)(void*)>;
  struct State;

  void delete_later(Deletion object);

  base::Clock& clock_;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::reactor
