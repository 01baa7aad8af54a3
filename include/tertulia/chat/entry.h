#pragma once

#include <string>
#include <variant>

#include "tertulia/base/clock.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

/// What changes something that members share. Everything that is kept, replayed or ordered is an
/// entry; answers to one client and private messages are not.
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
/// Why a member left, as far as the others are told.
enum class LeaveReason { left, slow };
struct LeaveEntry {
  LeaveReason reason = LeaveReason::left;
};
struct RenameEntry {
  Name name;
};

/// One change, an owned value. The hub fills in what changes; the log gives it its id and time.
struct Entry {
  EntryId id{};
  base::WallTime time{};
  RoomId room = kLobby;
  MemberId author{};
  std::variant<MessageEntry, JoinEntry, LeaveEntry, RenameEntry> change;
};

}  // namespace tertulia::chat
