#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "tertulia/base/result.h"
#include "tertulia/chat/bans.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/entry.h"
#include "tertulia/chat/ids.h"

namespace tertulia::chat {

/// A message of a room, with the name that its author had.
struct ArchivedMessage {
  EntryId id{};
  base::WallTime time{};
  RoomId room = kLobby;
  MemberId author{};
  std::string from;
  std::string text;
  MessageStyle style = MessageStyle::said;
  Number number = 0;    ///< The author's; 0: none.
  bool hidden = false;  ///< The room was private. See `RoomScope`.
};

/// A client that may see what was said while the room was private, from this entry on.
struct PrivateView {
  MemberId client{};
  EntryId from{};
};

/// A room, as it is after its latest change.
struct ArchivedRoom {
  RoomId id = kLobby;
  std::string name;
  std::string topic;
  MemberId founder{};
  bool is_private = false;
  std::vector<MemberId> operators = {};  ///< Without the founder.
  std::vector<MemberId> invited = {};
  std::vector<PrivateView> private_views = {};
  /// The same rights, of the owners of registered names.
  AccountId founder_account{};
  std::vector<AccountId> operator_accounts = {};
  std::vector<AccountId> invited_accounts = {};
};

/// A registered name, as it is after its latest change. See `Account`.
struct ArchivedAccount {
  AccountId id{};
  std::string name;
  std::string password;
  std::vector<std::string> keys;
  base::WallTime since{};
  bool is_operator = false;
};

/// The session of a client that can resume, as it is after its latest change.
struct ArchivedSession {
  /// A room that the client is in, and the last entry before it entered.
  struct Visit {
    RoomId room = kLobby;
    EntryId entered{};
  };
  MemberId id{};
  std::string token;  ///< The hash of its token, in bytes.
  std::string name;
  std::string host;  ///< The address of its last connection.
  bool encrypted = false;
  std::vector<Visit> rooms;  ///< The current one is the last.
  Number acknowledged = 0;   ///< All its requests up to this number are finished.
  AccountId account{};       ///< That it has proved to own; see `Person`.
};

/// Changes that are stored together: all of them, or none.
struct ArchiveBatch {
  std::vector<ArchivedMessage> messages;  ///< In the order of their ids.
  std::vector<ArchivedRoom> rooms;
  std::vector<RoomId> closed_rooms;  ///< Their messages and invitations are dropped with them.
  std::vector<ArchivedSession> sessions;
  std::vector<MemberId> ended_sessions;
  OrderChanges order;  ///< In the order in which they were made.
  std::vector<ArchivedAccount> accounts = {};
  std::vector<AccountId> removed_accounts = {};
  /// If not 0: after a crash, ids begin above this one.
  EntryId reserved{};
};

/// What a server finds when it starts.
struct ArchivedState {
  std::vector<ArchivedRoom> rooms;
  std::vector<ArchivedSession> sessions;
  std::vector<Ban> bans;
  std::vector<Mute> mutes;
  bool guests_allowed = true;
  std::vector<ArchivedMessage> recent;  ///< The latest messages of each room, oldest first.
  /// No id up to this one may be used. The archive has reserved those that follow this one, or the
  /// clock's microseconds since 1970, for the time until it has stored the first batch.
  EntryId last{};
  std::vector<ArchivedAccount> accounts = {};
};

/// The messages of a room that a reader may see: all that were said while it was public, and those
/// of private times from this entry on.
struct RoomScope {
  static constexpr EntryId kNone{~std::uint64_t{}};

  RoomId room = kLobby;
  EntryId private_from = kNone;
};

/// Asks for the newest `limit` messages that fit.
struct ArchiveQuery {
  std::vector<RoomScope> rooms;
  /// As a person types them: all must occur, in any order, without regard to case and accents.
  /// Empty: any text.
  std::string words = {};
  std::string from = {};  ///< The key of the author's name (`Name::key()`). Empty: any author.
  EntryId after{};        ///< Only later ones.
  EntryId before{~std::uint64_t{}};  ///< Only earlier ones.
  std::size_t limit = 0;             ///< At least 1.
};
struct ArchivePage {
  std::vector<ArchivedMessage> messages;  ///< Newest first.
  bool more = false;                      ///< There are earlier ones that fit.
};

/// Keeps messages, rooms, sessions and accounts on disk. The archive follows behind the log: people
/// never wait for it. All calls come and all answers arrive on the loop's thread, and an answer may
/// come before the call returns. No answer comes after the archive is destroyed.
class Archive {
 public:
  using OnStored = std::function<void()>;
  using OnFound = std::function<void(base::Result<ArchivePage> page)>;

  /// Stores the batch, and then calls back. A failing disk delays that: the archive tries again,
  /// and says so in the log. Precondition: the former batch is stored.
  virtual void store(ArchiveBatch batch, OnStored on_stored) = 0;
  /// Whether the last try to store failed.
  virtual bool is_failing() const = 0;
  /// Searches what is stored. An error says why there is no answer, for a person.
  virtual void find(ArchiveQuery query, OnFound on_found) = 0;

 protected:
  ~Archive() = default;
};

}  // namespace tertulia::chat
