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

/// The events that clients receive, independent of their dialect. The texts belong to the caller
/// and are valid only during the call. They are as users typed them: a dialect makes them safe when
/// it renders them. Lists of names are complete: a dialect may shorten them.
namespace tertulia::chat {

using Names = std::vector<std::string_view>;
/// The members of a room, in the order in which they joined.
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
  LeaveReason reason = LeaveReason::left;  ///< Applies to all of them.
};
struct Renamed {
  std::string_view from;
  std::string_view to;
};
/// The answer to `AskWho`. It refers to the members instead of copying them, since a dialect may
/// list only a few of many.
struct MemberList {
  const Members& members;
};
/// The answer to `AskHelp`: the commands that the client may use.
struct HelpText {
  std::span<const CommandRow> commands;
};
/// A request failed. `subject` is the part of the request that caused the problem.
struct Refused {
  Problem problem;
  std::string_view subject;
};
/// The answer to `Leave`. `name` is empty if the client has none.
struct Goodbye {
  std::string_view name;
};

enum class CloseReason { idle, no_name, shutdown };
/// The server is about to close the connection.
struct Closing {
  CloseReason reason;
  base::Duration timeout{};  ///< For `idle` and `no_name`: the timeout that has passed.
};

using Event = std::variant<NameRequest, Welcomed, MessageOfTheDay, Message, PrivateMessage, Joined,
                           Left, Renamed, MemberList, HelpText, Refused, Goodbye, Closing>;

}  // namespace tertulia::chat
