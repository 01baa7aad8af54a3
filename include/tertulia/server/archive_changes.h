#pragma once

#include <cstddef>
#include <optional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "tertulia/chat/archive.h"
#include "tertulia/chat/event.h"
#include "tertulia/chat/ids.h"

namespace tertulia::server {

/// The present state of rooms, sessions and accounts, from which the records for the archive are
/// made.
class ArchiveSource {
 public:
  /// Precondition: the room exists.
  virtual chat::ArchivedRoom room(chat::RoomId room) const = 0;
  /// Nothing if the client has no session that can be resumed.
  virtual std::optional<chat::ArchivedSession> session(chat::MemberId client) const = 0;
  /// All requests of this client up to this number are finished; 0 for none.
  virtual chat::Number finished(chat::MemberId client) const = 0;
  /// Nothing if it is gone.
  virtual std::optional<chat::ArchivedAccount> account(chat::AccountId account) const = 0;
  /// An id above all that are used.
  virtual chat::EntryId next_id() = 0;

 protected:
  ~ArchiveSource() = default;
};

/// What has changed since the last batch for the archive: the messages themselves, and which rooms
/// and sessions are different. It knows which of these the archive has, so that a room or a session
/// that ends within the interval of a batch never gets there.
class ArchiveChanges {
 public:
  /// A batch, and what the server must know of it.
  struct Batch {
    chat::ArchiveBatch changes;
    std::size_t bytes = 0;  ///< Of its messages.
    /// All requests of these clients up to these numbers are finished.
    std::vector<std::pair<chat::MemberId, chat::Number>> finished;
  };

  /// The source must outlive this object.
  explicit ArchiveChanges(ArchiveSource& source) : source_(source) {}

  /// The archive has these rooms and sessions.
  void begin(const chat::ArchivedState& state);

  void add(const chat::Message& message);
  void room_changed(chat::RoomId room) { rooms_.insert(room); }
  void room_closed(chat::RoomId room);
  void session_changed(chat::MemberId client) { sessions_.insert(client); }
  void session_ended(chat::MemberId client);
  void account_changed(chat::AccountId account) { accounts_.insert(account); }

  void add(const chat::OrderChange& change) { order_.push_back(change); }

  bool empty() const;
  /// The size of the messages, and their number.
  std::size_t bytes() const { return bytes_; }
  std::size_t messages() const { return messages_.size(); }
  /// What a message counts.
  static std::size_t size_of(const chat::Message& message);
  /// All changes, with rooms and sessions as they are now. It is empty afterwards.
  Batch take();

 private:
  bool is_known(chat::RoomId room) const;
  void take_messages(Batch& batch);
  void take_rooms(Batch& batch);
  void take_sessions(Batch& batch);
  void take_accounts(Batch& batch);

  ArchiveSource& source_;
  std::vector<chat::ArchivedMessage> messages_;
  std::size_t bytes_ = 0;
  std::unordered_set<chat::RoomId> rooms_;
  std::unordered_set<chat::MemberId> sessions_;
  std::unordered_set<chat::AccountId> accounts_;
  std::vector<chat::RoomId> closed_rooms_;
  std::vector<chat::MemberId> ended_sessions_;
  chat::OrderChanges order_;
  // What the archive has, or will have after the batch that is on its way.
  std::unordered_set<chat::RoomId> archived_rooms_;
  std::unordered_set<chat::MemberId> archived_sessions_;
  std::unordered_set<chat::AccountId> archived_accounts_;
};

}  // namespace tertulia::server
