#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/chat/entry.h"
#include "tertulia/chat/problem.h"

/// What clients are told, independent of the dialect that tells it. The texts belong to the caller
/// and are valid during the call only. They are as they were typed: a dialect makes them safe when
/// it renders them. Lists of names are complete: a dialect shortens them where it needs to.
namespace tertulia::chat {

using Names = std::vector<std::string_view>;
/// In the order in which they joined.
using Members = std::map<MemberId, Name>;

/// Asks a client without a name for one.
struct NameRequest {};
struct Welcomed {
  std::string_view name;
};
/// The message of the day, for a client that has just joined.
struct MessageOfTheDay {
  std::span<const std::string> lines;
};
struct Message {
  EntryId id;
  base::WallTime time;
  std::string_view from;
  std::string_view text;
  MessageStyle style;
};
struct PrivateMessage {
  std::string_view from;
  std::string_view to;
  std::string_view text;
};
struct Joined {
  Names names;
};
struct Left {
  Names names;
  LeaveReason reason = LeaveReason::left;  ///< Of all of them.
};
struct Renamed {
  std::string_view from;
  std::string_view to;
};
/// The answer to `AskWho`. It refers to all members of the room, so a dialect can list as many as
/// it wants without a copy of the others.
struct MemberList {
  const Members& members;
};
/// The answer to `AskHelp`: the commands that the client may use.
struct HelpText {
  std::span<const CommandRow> commands;
};
/// A request cannot be fulfilled; `subject` is the part of it that the problem is about.
struct Refused {
  Problem problem;
  std::string_view subject;
};
/// The answer to `Leave`; `name` is empty for a client that has none.
struct Goodbye {
  std::string_view name;
};

enum class CloseReason { idle, no_name, shutdown };
/// The server is about to close the connection.
struct Closing {
  CloseReason reason;
  base::Duration timeout{};  ///< The one that has passed, for `idle` and `no_name`.
};

using Event = std::variant<NameRequest, Welcomed, MessageOfTheDay, Message, PrivateMessage, Joined,
                           Left, Renamed, MemberList, HelpText, Refused, Goodbye, Closing>;

}  // namespace tertulia::chat
