#pragma once

#include <string>
#include <variant>

#include "tertulia/base/clock.h"
#include "tertulia/base/units.h"
#include "tertulia/chat/bans.h"
#include "tertulia/chat/command.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

/// Changes of the state that members share. Everything that is stored, replayed or ordered is an
/// entry. Answers to one client and private messages are not entries.
namespace tertulia::chat {

struct MessageEntry {
  std::string text;
  MessageStyle style = MessageStyle::said;
  Number number = 0;
};
/// The author enters the server under this name, and with it the lobby.
struct JoinEntry {
  Name name;
  AccountId account{};  ///< The author has proved to own it; 0: none.
};
/// Why a member left, as the other members see it.
enum class LeaveReason {
  left,
  lost,  ///< Its connection was lost, and it did not come back.
  slow,  ///< It read too slowly.
  idle,
  kicked,
  banned
};
/// The author leaves the server, and with it all rooms.
struct LeaveEntry {
  LeaveReason reason = LeaveReason::left;
};
struct RenameEntry {
  Name name;
  AccountId account{};  ///< The same.
};

/// The author registers its present name.
struct RegisterEntry {
  Name name;
  std::string password;  ///< The hash; empty: none.
  std::string key;       ///< The fingerprint; empty: none.
};
/// This entry and the next ones change the author's account.
struct PasswordEntry {
  AccountId account;
  std::string password;  ///< The hash.
};
struct UnregisterEntry {
  AccountId account;
};
struct KeyEntry {
  AccountId account;
  std::string fingerprint;
  bool on;
};
/// The administrator registers a name, or gives a registered one a new password and no keys.
struct GrantEntry {
  Name name;
  std::string password;  ///< The hash.
  bool is_new;
};
/// The administrator makes a registered name free.
struct RevokeEntry {
  AccountId account;
};
/// An operator of the server makes the account's owner one, or not any more.
struct ServerOperatorEntry {
  AccountId account;
  bool on;
};

/// The author enters the room with this name, or makes it. A room's id is that of the entry that
/// made it.
struct EnterRoomEntry {
  Name room;
};
struct LeaveRoomEntry {};
struct TopicEntry {
  std::string text;  ///< Empty: there is none.
};
struct PrivacyEntry {
  bool on;
};
/// Who runs the room invites a client's session, or takes an invitation back.
struct InviteEntry {
  MemberId whom;
  bool on;
};
/// Out of the lobby means out of the server.
struct KickEntry {
  MemberId whom;
  std::string reason;  ///< May be empty.
};
struct OperatorEntry {
  MemberId whom;
  bool on;
};

/// Who runs the server keeps someone out of it.
struct BanEntry {
  BanTarget target;
  base::Duration length{};  ///< Zero: without end.
  std::string reason;       ///< May be empty.
  bool force;
};
struct UnbanEntry {
  BanTarget target;
};
struct MuteEntry {
  MemberId whom;
  base::Duration length{};  ///< Zero: without end.
  std::string reason;       ///< May be empty.
};
/// Ends the mutes of a session and of an account, which may be away or gone.
struct UnmuteEntry {
  MutedUser whom;
};
struct AnnounceEntry {
  std::string text;
};
struct GuestsEntry {
  bool allowed;
};

/// One change; it owns its values. The hub fills in the room, author and change, and the log the id
/// and time.
struct Entry {
  EntryId id{};
  base::WallTime time{};
  RoomId room = kLobby;  ///< Unused by an entry that concerns more than one room.
  MemberId author{};
  std::variant<MessageEntry, JoinEntry, LeaveEntry, RenameEntry, EnterRoomEntry, LeaveRoomEntry,
               TopicEntry, PrivacyEntry, InviteEntry, KickEntry, OperatorEntry, BanEntry,
               UnbanEntry, MuteEntry, UnmuteEntry, AnnounceEntry, GuestsEntry, RegisterEntry,
               PasswordEntry, UnregisterEntry, KeyEntry, GrantEntry, RevokeEntry,
               ServerOperatorEntry>
      change;
};

}  // namespace tertulia::chat
