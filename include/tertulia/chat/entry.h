#pragma once

#include <string>
#include <variant>

#include "tertulia/base/clock.h"
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
};
/// Why a member left, as the other members see it.
enum class LeaveReason {
  left,
  lost,  ///< Its connection was lost, and it did not come back.
  slow,  ///< It read too slowly.
  idle,
  kicked
};
/// The author leaves the server, and with it all rooms.
struct LeaveEntry {
  LeaveReason reason = LeaveReason::left;
};
struct RenameEntry {
  Name name;
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
struct KickEntry {
  MemberId whom;
  std::string reason;  ///< May be empty.
};
struct OperatorEntry {
  MemberId whom;
  bool on;
};

/// One change; it owns its values. The hub fills in the room, author and change, and the log the id
/// and time.
struct Entry {
  EntryId id{};
  base::WallTime time{};
  RoomId room = kLobby;  ///< Unused by an entry that concerns more than one room.
  MemberId author{};
  std::variant<MessageEntry, JoinEntry, LeaveEntry, RenameEntry, EnterRoomEntry, LeaveRoomEntry,
               TopicEntry, PrivacyEntry, InviteEntry, KickEntry, OperatorEntry>
      change;
};

}  // namespace tertulia::chat
