#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tertulia/base/clock.h"
#include "tertulia/reactor/send_budget.h"

struct event_base;

namespace tertulia::reactor {

class HandshakeQueue;
class TimerQueue;

/// Work that the loop does at the end of its current pass.
class DeferredTask {
 public:
  /// Called once for each `Reactor::defer()`. It may defer this task and others, and it may destroy
  /// this task.
  virtual void run() = 0;

 protected:
  ~DeferredTask() = default;
};

/// The traffic of all streams of a reactor, in bytes.
struct Traffic {
  std::uint64_t received = 0;  ///< Bytes that were read and consumed.
  std::uint64_t sent = 0;      ///< Bytes that the kernel has accepted.
};

/// The event loop (the Reactor pattern; Schmidt 1995), on libevent. A program has one.
///
/// One pass of the loop:
///  1. It waits for descriptors, signals and the next timer.
///  2. It calls the handlers of the ready sources in the order in which the kernel reports them;
///     timers come last.
///  3. At the end of the pass, none of those calls is on the stack any more. The loop runs the
///     deferred tasks in the order in which they were deferred, including the tasks that these
///     defer. Then it makes the deferred deletions.
/// A deferred task is for work that needs to see the whole pass (a broadcast). A deferred deletion
/// is for an object that may be dropped in one of its own calls (a stream). All sources have the
/// same priority.
///
/// Every object of this layer belongs to one reactor. It is used only in the reactor's thread, and
/// must be destroyed before the reactor. Callbacks must not throw: an exception ends the program.
class Reactor {
 public:
  enum class Watch {
    sockets,        ///< The best back end of the system (epoll, kqueue).
    any_descriptor  ///< A back end that also accepts regular files and /dev/null, which a client's
                    ///< input may be.
  };

  /// Throws `StartFailure`. Makes the process ignore SIGPIPE. All times of this layer come from the
  /// clock, which must outlive the reactor.
  explicit Reactor(base::Clock& clock, Watch watch = Watch::sockets);
  ~Reactor();
  Reactor(const Reactor&) = delete;
  Reactor& operator=(const Reactor&) = delete;

  /// Runs until `stop()`.
  void run();
  /// Runs one pass, for tests. It waits for events for at most `wait` of real time, even if the
  /// clock is a manual one.
  void run_pass(base::Duration wait = base::Duration::zero());
  /// Makes `run()` return at the end of the current pass.
  void stop();

  /// Queues the task for the end of the current pass. The task must stay alive until it runs, or be
  /// cancelled before.
  void defer(DeferredTask& task);
  /// Removes the task from the queue; does nothing if it is not queued.
  void cancel(DeferredTask& task);

  /// Deletes the object at the end of the current pass, or with the reactor.
  template <class T>
  void delete_later(std::unique_ptr<T> object) {
    delete_later(Deletion(object.release(), [](void* pointer) {
      std::default_delete<T>{}(static_cast<T*>(pointer));
    }));
  }

  /// The streams count it.
  Traffic& traffic();
  /// The streams keep it up to date. Its limit may be set at any time.
  SendBudget& send_budget();

  base::Instant now() const { return clock_.now(); }
  base::Clock& clock() const { return clock_; }
  /// The system call that waits for descriptors: `epoll`, `poll`, `select` or `kqueue`.
  std::string backend() const;

  /// For the sources of this layer only.
  event_base* handle() const;
  TimerQueue& timers();
  HandshakeQueue& handshakes();

 private:
  using Deletion = std::unique_ptr<void, void (*)(void*)>;
  struct State;

  void delete_later(Deletion object);

  base::Clock& clock_;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::reactor
