#pragma once

#include <cstdint>
#include <optional>

#include "tertulia/chat/archive.h"
#include "tertulia/reactor/reactor.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/reactor/worker.h"
#include "tertulia/store/archive.h"

#include "store/trouble.h"
#include "store/writer.h"

namespace tertulia::store {

/// Hands batches to the writer's thread, one at a time, and again each second until they are
/// stored. On the loop's thread.
class Batches {
 public:
  Batches(reactor::Reactor& reactor, reactor::Worker& worker, Writer& writer, Trouble& trouble);

  /// Precondition: the former batch is stored.
  void store(chat::ArchiveBatch batch, chat::Archive::OnStored on_stored);
  bool is_failing() const { return failing_; }
  std::uint64_t stored() const { return stored_; }
  std::uint64_t waiting() const { return waiting_ ? waiting_->batch.messages.size() : 0; }
  const Timing& timing() const { return timing_; }

  /// The end, before the worker's: tries once more to store a batch that has failed.
  void finish();
  /// After the worker's end: logs what has not been stored.
  void report_lost() const;

 private:
  struct Waiting {
    chat::ArchiveBatch batch;
    chat::Archive::OnStored on_stored;
    base::Instant since{};
    bool is_stored = false;  ///< Set by the writer's thread, and read after it.
  };

  void submit();
  void on_stored();
  void on_failure(const std::string& reason);

  reactor::Reactor& reactor_;
  reactor::Worker& worker_;
  Writer& writer_;
  Trouble& trouble_;
  std::optional<Waiting> waiting_;
  bool failing_ = false;
  bool told_ = false;  // The log has told that storing fails.
  std::uint64_t stored_ = 0;
  Timing timing_;
  reactor::Timer retry_;
};

}  // namespace tertulia::store
