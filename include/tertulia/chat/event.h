#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tertulia/base/units.h"
#include "tertulia/chat/account_events.h"
#include "tertulia/chat/bans.h"
#include "tertulia/chat/command_table.h"
#include "tertulia/chat/entry.h"
#include "tertulia/chat/problem.h"

/// The events that clients receive, independent of their dialect. The texts belong to the caller
/// and are valid only during the call. They are as users typed them: a dialect makes them safe when
/// it renders them. Lists of names are complete: a dialect may shorten them.
namespace tertulia::chat {

using Names = std::vector<std::string_view>;

/// Knows the names of members.
class NameSource {
 public:
  /// Empty if there is no such member.
  virtual std::string_view name_of(MemberId member) const = 0;
  /// The account that the member's present name is; 0 for a guest.
  virtual AccountId account_of(MemberId /*member*/) const { return {}; }

 protected:
  ~NameSource() = default;
};

/// The room of an event. Its name has no `#`.
struct RoomRef {
  RoomId id = kLobby;
  std::string_view name = kLobbyName;
};
/// What a member of a room, or someone who enters it, may see of it. It refers to the members
/// instead of copying their names, since a dialect may list only a few of many.
struct RoomView {
  RoomRef room;
  std::string_view topic;
  std::span<const MemberId> members;
  const NameSource& names;
};

/// Asks a client without a name for one.
struct NameRequest {};
/// What a server tells a client about its session, if the client can use it.
struct SessionInfo {
  std::string_view token = {};       ///< Resumes the session on another connection; may be empty.
  std::size_t max_line = 0;          ///< In bytes.
  bool resumed = false;              ///< The client has had this session on a former connection.
  Number acknowledged = 0;           ///< After a resume: the highest number that is ordered.
  std::vector<Number> refused = {};  ///< After a resume: the latest that were answered by errors.
};
/// The client has a name, and is in these rooms: in the lobby, or, after a resume, in all where it
/// was. The first one is the current one.
struct Welcomed {
  std::string_view name;
  MemberId id{};
  EntryId last{};  ///< All later entries of its rooms reach the client as events.
  std::vector<RoomView> rooms = {};
  SessionInfo session = {};  ///< Filled in by the server.
};
/// The message of the day, for a client that has just joined.
struct MessageOfTheDay {
  std::span<const std::string> lines;
};
struct Message {
  RoomRef room;
  EntryId id;
  base::WallTime time;
  MemberId author;
  std::string_view from;
  std::string_view text;
  MessageStyle style;
  Number number = 0;    ///< The author's.
  bool hidden = false;  ///< The room is private, so that later only some may see it.
};
struct PrivateMessage {
  EntryId id;
  base::WallTime time;
  MemberId author;
  std::string_view from;
  std::string_view to;
  std::string_view text;
  Number number = 0;  ///< The author's.
};
/// All requests of this client up to this number are ordered or answered.
struct Acknowledged {
  Number number;
};
/// To a client that resumes: what is between these two entries of the room can no longer be had.
struct Gap {
  RoomRef room;  ///< Without a name: private messages.
  EntryId after;
  EntryId before;
};
struct Joined {
  RoomRef room;
  Names names;
};
struct Left {
  RoomRef room;
  Names names;
  LeaveReason reason = LeaveReason::left;  ///< Applies to all of them.
};
/// To all members of the room, and to who was kicked, who is a member no more. Out of the lobby
/// means out of the server.
struct Kicked {
  RoomRef room;
  std::string_view name;
  std::string_view by;
  std::string_view reason;                ///< May be empty.
  LeaveReason why = LeaveReason::kicked;  ///< Or `banned`.
};
struct Renamed {
  std::string_view from;
  std::string_view to;
};
/// The answer to `AskWho`.
struct MemberList {
  RoomView room;
  std::vector<MemberId> operators = {};  ///< The members that run the room, sorted.
};
/// The answer to `EnterRoom`. It also comes after a kick from the current room, for the lobby.
struct Entered {
  RoomView room;
  EntryId last{};  ///< All later entries of the room reach the client as events.
  bool is_answer = true;
};
/// The answer to `LeaveRoom`.
struct LeftRoom {
  RoomRef room;
  std::string_view name;  ///< The client's.
  RoomView current;       ///< The current room from now on.
  bool moved;             ///< The current room was another one before.
};
/// One row of the answer to `AskRooms`.
struct RoomRow {
  enum class Presence {
    away,    ///< The client is not in the room.
    inside,  ///< It is.
    current  ///< The room is its current one.
  };
  std::string_view name;
  std::string_view topic;
  std::size_t members;
  Presence presence = Presence::away;
};
/// The answer to `AskRooms`: the largest rooms that the client may see.
struct RoomList {
  std::vector<RoomRow> rooms;
  std::size_t total;  ///< Of all rooms that it may see.
};
/// The answer to `Topic` without a text.
struct TopicShown {
  RoomRef room;
  std::string_view topic;  ///< May be empty.
};
struct TopicChanged {
  RoomRef room;
  std::string_view topic;  ///< May be empty.
  std::string_view by;
};
struct PrivacyChanged {
  RoomRef room;
  bool on;
  std::string_view by;
};
/// To who is invited, and to the inviter, as the answer.
struct Invited {
  RoomRef room;
  std::string_view name;
  std::string_view by;
  bool to_inviter;
};
/// The answer to an `Invite` that takes an invitation back.
struct Uninvited {
  RoomRef room;
  std::string_view name;
};
struct OperatorChanged {
  RoomRef room;
  std::string_view name;
  bool on;
  std::string_view by;
};
/// What was said before, as one client may see it.
struct EarlierMessages {
  std::vector<Message> messages;
  bool more = false;        ///< There are still earlier ones.
  RoomId current = kLobby;  ///< The client's current room.
  base::WallTime now{};     ///< When they are shown.
};
/// The answer to `AskHistory`: the oldest first.
struct HistoryShown {
  RoomRef room;
  EarlierMessages earlier;
};
/// The answer to `Search`: the newest first.
struct SearchResults {
  EarlierMessages found;
};
/// What was said last in a room that the client enters: the oldest first, at least one. For people:
/// a program asks for what it wants.
struct RecentHistory {
  EarlierMessages earlier;
};
/// An operator has banned a name or a network. To all operators; `author`: whose act it is, here
/// and below.
struct BanSet {
  const Ban& ban;
  MemberId author;
};
struct BanLifted {
  std::string_view target;
  std::string_view by;
  MemberId author;
};
/// The answer to `AskBans`: the newest ones.
struct BanList {
  std::vector<const Ban*> bans;
  std::vector<const Mute*> mutes;
  std::size_t total;  ///< Of both.
};
/// To all operators, and to who was muted.
struct MuteChanged {
  std::string_view name;
  bool on;
  End until;
  std::string_view reason;  ///< May be empty.
  std::string_view by;
  MemberId author;
  bool to_muted = false;
};
/// To everyone.
struct Announced {
  std::string_view text;
  std::string_view by;
};
struct GuestsChanged {
  bool allowed;
  std::string_view by;
};
/// The answer to `AskHelp`: the client may use the commands that these roles allow.
struct HelpText {
  std::span<const CommandRow> commands;
  Roles roles;
};
/// The answer to `Ping`.
struct Pong {};
/// A request failed. `subject` is the part of the request that caused the problem.
struct Refused {
  Problem problem;
  std::string_view subject;
  Number number = 0;  ///< The request's, if the answer comes later than the request ends.
};
/// The answer to `Leave`. `name` is empty if the client has none.
struct Goodbye {
  std::string_view name;
};

enum class CloseReason {
  idle,
  no_name,
  shutdown,
  replaced,  ///< The client, or the owner of its name, goes on over another connection.
  reset,     ///< The administrator has given its name another password.
  kicked,
  banned
};
/// The server is about to close the connection.
struct Closing {
  CloseReason reason;
  base::Duration timeout{};   ///< For `idle` and `no_name`: the timeout that has passed.
  std::string_view why = {};  ///< For `kicked` and `banned`: the operator's words; may be empty.
  End until = std::nullopt;   ///< For `banned`.
};

using Event =
    std::variant<NameRequest, PasswordRequest, AccountChanged, PasswordGiven, AccountList, KeyList,
                 ServerOperatorChanged, Whois, Welcomed, MessageOfTheDay, Message, PrivateMessage,
                 Acknowledged, Gap, Joined, Left, Kicked, Renamed, MemberList, Entered, LeftRoom,
                 RoomList, TopicShown, TopicChanged, PrivacyChanged, Invited, Uninvited,
                 OperatorChanged, HistoryShown, SearchResults, RecentHistory, BanSet, BanLifted,
                 BanList, MuteChanged, Announced, GuestsChanged, HelpText, Pong, Refused, Goodbye,
                 Closing>;

/// The room that an event belongs to: a dialect may show it as the client's current room, or as
/// another one. Null for an event of no room.
const RoomRef* room_of(const Event& event);

}  // namespace tertulia::chat
