#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/archive.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/history.h"
#include "tertulia/chat/ids.h"
#include "tertulia/reactor/timer.h"
#include "tertulia/server/archive_changes.h"
#include "tertulia/server/statistics.h"

namespace tertulia::reactor {
class Reactor;
}  // namespace tertulia::reactor

namespace tertulia::server {

/// Brings to the archive what happens in the hub, and answers questions from it.
///
/// It collects the changes. `kInterval` after the first one it hands all of them over as a batch,
/// with rooms and sessions as they are then: a batch is a consistent picture of the server. Only
/// one batch is on its way. When it is stored, the clients learn which of their requests are
/// stored.
///
/// A question about earlier messages hands the changes over at once, and is asked when they are
/// stored. It does not wait for an archive that is failing, and for a slow one only for
/// `kPatience`, or `kResumePatience` for a client that resumes.
class Archivist final : public chat::History {
 public:
  static constexpr base::Duration kInterval{50};
  static constexpr base::Duration kPatience{2'000};
  static constexpr base::Duration kResumePatience{10'000};
  /// Messages of this size together may wait for the archive. Others are not archived.
  static constexpr std::size_t kMaxWaiting = std::size_t{16} * 1024 * 1024;
  /// Ids are reserved in blocks of this size, the next one when a half of it is used.
  static constexpr std::uint64_t kReservedIds = 1'000'000;
  /// The interval between two lines of the log about messages that are not archived.
  static constexpr base::Duration kReportInterval{60'000};
  /// The archive has at most so many questions for clients that resume at a time. After a restart
  /// all clients come back at once, and the questions of members do not wait for all of them.
  static constexpr std::size_t kMaxResumeQuestions = 8;

  /// Told when all requests of this client up to this number are stored.
  using OnStored = std::function<void(chat::MemberId client, chat::Number number)>;

  /// The archive, the source and the statistics must outlive this object. Nothing is called after
  /// it is destroyed.
  Archivist(reactor::Reactor& reactor, chat::Archive& archive, ArchiveSource& source,
            Statistics& statistics, OnStored on_stored);
  Archivist(const Archivist&) = delete;
  Archivist& operator=(const Archivist&) = delete;

  /// The archive has this already.
  void begin(const chat::ArchivedState& state);
  /// Returns false if too much waits: the message will never be archived.
  bool add(const chat::Message& message);
  void room_changed(chat::RoomId room);
  void room_closed(chat::RoomId room);
  /// The client has a new token, address or name, is in other rooms, or more of its requests are
  /// finished.
  void session_changed(chat::MemberId client);
  void session_ended(chat::MemberId client);
  void order_changed(const chat::OrderChange& change);
  void account_changed(chat::AccountId account);

  bool keeps_messages() const override { return true; }
  void find(chat::MemberId client, chat::ArchiveQuery query) override;
  void set_asker(Asker* asker) override { asker_ = asker; }
  /// Asks for a client that resumes: the answer is an error unless it has all messages that fit.
  void find_all(chat::ArchiveQuery query, chat::Archive::OnFound on_found);
  /// Hands the changes over at once. Calls back when they are stored, or with false if the archive
  /// is failing or slower than that. The call may come before this returns.
  void when_stored(base::Duration patience, std::function<void(bool stored)> then);

  /// Hands over all changes until now, and ignores all later ones: what ends with the server does
  /// not end in the archive. Calls back when the last batch is handed over, or when it cannot be,
  /// since the archive is failing.
  void finish(std::function<void()> on_done);
  /// Whether that is done.
  bool finished() const { return finishing_ && !final_; }

 private:
  struct Waiting {
    std::uint64_t batch;  // until this one is stored
    base::Instant patient_until;
    std::function<void(bool stored)> then;
  };
  struct Question {
    chat::ArchiveQuery query;
    chat::Archive::OnFound on_found;
  };

  void note_change();
  void on_interval();
  void hand_over();
  void reserve(chat::ArchiveBatch& batch);
  void on_stored();
  void note_waiting();
  void drop(const chat::Message& message);
  void go_on();
  void ask_for_resumes();
  void check_progress();
  void check_finished();
  bool is_stored(const Waiting& waiting) const { return waiting.batch <= stored_; }
  bool is_over(const Waiting& waiting) const;
  template <class Handle>
  auto while_alive(Handle handle) const;

  reactor::Reactor& reactor_;
  chat::Archive& archive_;
  ArchiveSource& source_;
  Statistics& statistics_;
  OnStored on_stored_;
  ArchiveChanges changes_;
  std::optional<ArchiveChanges::Batch> final_;  // after finish(), until it is handed over
  ArchiveChanges::Batch on_its_way_;            // without its changes
  std::size_t messages_on_their_way_ = 0;
  std::uint64_t handed_over_ = 0;  // batches
  std::uint64_t stored_ = 0;       // batches
  std::uint64_t reserved_ = 0;     // the last reserved id
  chat::EntryId last_dropped_{};
  std::uint64_t unreported_ = 0;  // dropped messages
  base::Instant next_report_{};
  bool due_ = false;  // the interval has ended
  bool finishing_ = false;
  std::function<void()> on_finished_;
  Asker* asker_ = nullptr;
  std::vector<Waiting> waiting_;           // for a batch
  std::deque<Question> resume_questions_;  // wait for the answers to others
  std::size_t open_resume_questions_ = 0;
  bool asking_for_resumes_ = false;
  reactor::Timer timer_;
  reactor::Timer progress_timer_;  // while something waits
  std::shared_ptr<const bool> alive_ = std::make_shared<const bool>(true);
};

}  // namespace tertulia::server
