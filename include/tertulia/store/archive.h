#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "tertulia/base/units.h"
#include "tertulia/chat/archive.h"

namespace tertulia::reactor {
class Reactor;
}

namespace tertulia::store {

/// How much is kept. The oldest messages are removed first, in small steps between the batches.
struct Retention {
  base::Duration keep{};        ///< The age of the oldest message; 0: no limit.
  std::uint64_t keep_size = 0;  ///< The size of the database in bytes; 0: no limit.
};

/// How often something was done, and how long it took.
struct Timing {
  std::uint64_t count = 0;
  std::chrono::microseconds total{};
  std::chrono::microseconds longest{};
};

/// Numbers since the start.
struct Statistics {
  std::uint64_t stored_messages = 0;
  std::uint64_t removed_messages = 0;  ///< By the retention, and with closed rooms.
  std::uint64_t waiting_messages = 0;  ///< Of the batch that is not stored yet.
  std::uint64_t failures = 0;          ///< Tries to store, to find or to remove that failed.
  std::uint64_t database_bytes = 0;    ///< The size of the database, as each minute finds it.
  Timing commits;                      ///< From the hand-over of a batch until it is stored.
  Timing searches;                     ///< From a question until its answer.
};

/// The archive in an SQLite database. A writer and a reader thread do all its work after the start,
/// so the loop never waits for the disk. Only the owner of the file may read it (mode 0600).
///
/// If a batch cannot be stored (a full disk, an error of the disk, a lock of another program), the
/// archive tries again each second until it succeeds, logs the reason once a minute, and logs when
/// it stores again. What is being stored is in the database completely or not at all, also after a
/// crash. Nothing that was told to be stored is lost in a crash of the machine.
///
/// A question with words or an author is a search. A search that takes longer than 200 ms is
/// answered with an error, and another question after two seconds. Other questions precede
/// searches. If too many searches wait, a further one is answered with an error at once; so are all
/// questions while the disk does not answer at all.
///
/// The destructor stores the batch that waits, and blocks the loop for that. If that fails, it logs
/// the number of messages that are lost. The archive must be destroyed before the reactor, and in
/// none of its answers.
class Archive final : public chat::Archive {
 public:
  /// Opens the database at this path, makes it if the file does not exist or is empty, and brings
  /// it to the present version. Throws `base::StartFailure` with one line that says what to do, if
  /// the file is no database of tertulia, is one of a newer version, is damaged, is locked, or
  /// cannot be read or written. In these cases the file does not change.
  ///
  /// Reserves ids: after a crash, no id is used again that is not more than 100,000,000 above the
  /// last one, or above the clock's microseconds since 1970.
  Archive(reactor::Reactor& reactor, const std::string& path, Retention retention);
  ~Archive();

  /// What the database has. `recent` are the latest messages of each room, at most so many.
  /// Precondition: it is the first call after the constructor. Blocks; throws `base::StartFailure`.
  chat::ArchivedState load(std::size_t recent);

  void store(chat::ArchiveBatch batch, OnStored on_stored) override;
  bool is_failing() const override;
  void find(chat::ArchiveQuery query, OnFound on_found) override;

  void set_retention(Retention retention);
  Statistics statistics() const;

 private:
  class State;
  const std::string path_;
  std::unique_ptr<State> state_;
};

}  // namespace tertulia::store
