#pragma once

#include <string>
#include <variant>

#include "tertulia/base/clock.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

/// Changes of the state that members share. Everything that is stored, replayed or ordered is an
/// entry. Answers to one client and private messages are not entries.
namespace tertulia::chat {

enum class MessageStyle { said, acted };
struct MessageEntry {
  std::string text;
  MessageStyle style = MessageStyle::said;
};
/// The author enters the room under this name.
struct JoinEntry {
  Name name;
};
/// Why a member left, as the other members see it.
enum class LeaveReason { left, slow };
struct LeaveEntry {
  LeaveReason reason = LeaveReason::left;
};
struct RenameEntry {
  Name name;
};

/// One change; it owns its values. The hub fills in the room, author and change, and the log the id
/// and time.
struct Entry {
  EntryId id{};
  base::WallTime time{};
  RoomId room = kLobby;
  MemberId author{};
  std::variant<MessageEntry, JoinEntry, LeaveEntry, RenameEntry> change;
};

}  // namespace tertulia::chat
