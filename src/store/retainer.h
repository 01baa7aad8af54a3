#pragma once

#include <cstdint>

#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/worker.h"
#include "tertulia/store/archive.h"

#include "store/cautious_clock.h"
#include "store/trouble.h"
#include "store/writable.h"

namespace tertulia::store {

/// Lets the sweeper work each minute, on the writer's thread. Each step is a job of its own, so a
/// batch waits for one step at the most. On the loop's thread.
class Retainer {
 public:
  Retainer(reactor::Reactor& reactor, reactor::Worker& worker, Writable& writable,
           Trouble& trouble);

  /// Does what is due now, and then each minute.
  void set_retention(Retention retention);
  std::uint64_t removed() const { return removed_; }
  std::uint64_t database_bytes() const { return database_bytes_; }

 private:
  struct Outcome {
    Sweeper::Step step;
    std::uint64_t database_bytes;
  };

  void sweep();
  void on_outcome(const base::Result<Outcome>& outcome);
  Sweeper::Order order();

  reactor::Reactor& reactor_;
  reactor::Worker& worker_;
  Writable& writable_;
  Trouble& trouble_;
  CautiousClock clock_;
  Retention retention_;
  bool running_ = false;
  std::uint64_t removed_ = 0;
  std::uint64_t database_bytes_ = 0;
  reactor::Timer next_;
};

}  // namespace tertulia::store
