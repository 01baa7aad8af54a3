#pragma once

#include <atomic>
#include <cstdint>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "tertulia/base/result.h"

namespace tertulia::reactor {

/// Names one job of one `Worker`. No id is used twice; 0 is never used.
using JobId = std::uint64_t;

/// Tells a running job that its result is no longer needed. The loop's thread sets it, and a long
/// job reads it from time to time (for example in SQLite's progress handler).
class CancelFlag {
 public:
  bool is_set() const noexcept { return set_.load(std::memory_order_relaxed); }
  void set() noexcept { set_.store(true, std::memory_order_relaxed); }

 private:
  std::atomic<bool> set_ = false;
};

/// A job as the worker's queue sees it. Made by `Worker::submit()`; no other code needs it.
class Job {
 public:
  Job() = default;
  virtual ~Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;

  /// Called once at most, on the worker's thread.
  virtual void run() noexcept = 0;
  /// Called once at most, on the loop's thread, after `run()`.
  virtual void complete() = 0;

  JobId id = 0;
  CancelFlag cancelled;
};

/// What a completion receives for work that returns `T`.
template <class T>
struct JobOutcome {
  using Type = base::Result<T>;
};
template <>
struct JobOutcome<void> {
  using Type = base::Result<std::monostate>;
};
template <class T>
struct JobOutcome<base::Result<T>> {
  using Type = base::Result<T>;
};

template <class Work, class Completion>
class TypedJob final : public Job {
 public:
  TypedJob(Work work, Completion completion)
      : work_(std::move(work)), completion_(std::move(completion)) {}

  void run() noexcept override {
    try {
      call_work();
    } catch (const std::exception& error) {
      outcome_.emplace(base::Error{error.what()});
    } catch (...) {
      outcome_.emplace(base::Error{"unknown exception"});
    }
  }
  void complete() override { completion_(std::move(*outcome_)); }

 private:
  static constexpr bool kTakesFlag = std::is_invocable_v<Work&, const CancelFlag&>;
  static decltype(auto) call(Work& work, const CancelFlag& cancelled) {
    if constexpr (kTakesFlag) {
      return work(cancelled);
    } else {
      return work();
    }
  }
  using Returned = std::invoke_result_t<decltype(call), Work&, const CancelFlag&>;
  using Outcome = typename JobOutcome<Returned>::Type;

  void call_work() {
    if constexpr (std::is_void_v<Returned>) {
      call(work_, cancelled);
      outcome_.emplace(std::monostate{});
    } else {
      outcome_.emplace(call(work_, cancelled));
    }
  }

  Work work_;
  Completion completion_;
  std::optional<Outcome> outcome_;
};

}  // namespace tertulia::reactor
