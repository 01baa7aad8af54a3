#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "tertulia/base/units.h"
#include "tertulia/chat/ids.h"
#include "tertulia/chat/problem.h"

/// The requests of a client, independent of its dialect. The texts point into the client's input: a
/// command is valid only during the call that it is passed to.
namespace tertulia::chat {

/// The client's own number for what it says, counting up within its session; 0: none.
using Number = std::uint64_t;

enum class MessageStyle {
  said,
  acted  ///< `/me`: it describes what its author does.
};

/// Rooms are named as users type them, with or without `#`. An empty name is the current room.
struct Say {
  std::string_view text;
  std::string_view room = {};
  Number number = 0;
  MessageStyle style = MessageStyle::said;
};
struct Whisper {
  std::string_view to;
  std::string_view text;
  Number number = 0;
};
/// Asks for a name. A client's first name makes it a member.
struct Rename {
  std::string_view name;
  /// For a registered name, if the client need not be asked for it.
  std::optional<std::string_view> password = {};
};
/// The answer to `PasswordRequest`. Empty: the client wants another name.
struct GivePassword {
  std::string_view password;
};
/// Registers the client's name. Without a password it belongs to the key of its connection.
struct Register {
  std::optional<std::string_view> password;
};
struct ChangePassword {
  std::string_view password;
};
struct Unregister {};
/// The keys of the client's account. An empty fingerprint is the key of its connection.
struct AddKey {
  std::string_view fingerprint;
};
struct RemoveKey {
  std::string_view fingerprint;
};
struct ListKeys {};
struct AskWhois {
  std::string_view name;
};
/// For the administrator: shows the registered names, registers one, gives one a new password in
/// the place of all proofs, or makes one free.
struct ManageAccount {
  enum class Action { list, add, reset, remove };
  Action action;
  std::string_view name = {};
};
/// Makes the owner of a registered name an operator of the server, or not any more.
struct SetServerOperator {
  std::string_view name;
  bool on;
};
struct AskWho {
  std::string_view room = {};
};
struct AskHelp {};
/// Leaves the server.
struct Leave {};

/// Enters a room, which is made if it does not exist, and makes it the current room.
struct EnterRoom {
  std::string_view room;
};
struct LeaveRoom {
  std::string_view room;
};
struct AskRooms {};
/// This command and the next four act on the current room. It asks for the topic, or sets it; `-`
/// clears it.
struct Topic {
  std::optional<std::string_view> text;
};
struct SetPrivate {
  bool on;
};
struct Invite {
  std::string_view name;
  bool on;  ///< False: takes an invitation back.
};
/// In the lobby: out of the server, by who runs the server.
struct Kick {
  std::string_view name;
  std::string_view reason;
};
struct SetOperator {
  std::string_view name;
  bool on;
};
/// Asks for the latest messages of a room that the client is in.
struct AskHistory {
  static constexpr std::size_t kDefaultLimit = 20;
  static constexpr std::size_t kMaxLimit = 200;

  std::string_view room = {};
  std::size_t limit = kDefaultLimit;  ///< From 1 to `kMaxLimit`.
  EntryId before = kEndOfLog;         ///< Only earlier ones.
};
/// Asks for the latest messages that have all these words.
struct Search {
  static constexpr std::size_t kDefaultLimit = 20;
  static constexpr std::size_t kMaxLimit = 100;

  std::string_view words;             ///< Empty: any text.
  std::string_view room = {};         ///< Empty: all rooms that the client is in.
  std::string_view from = {};         ///< The name that the author had; empty: any author.
  EntryId before = kEndOfLog;         ///< Only earlier ones.
  std::size_t limit = kDefaultLimit;  ///< From 1 to `kMaxLimit`.
};
/// This command and the next five are for who runs the server. It keeps out who gives a name, or
/// who connects from an address or a network.
struct SetBan {
  std::string_view target;
  base::Duration length{};  ///< Zero: without end.
  std::string_view reason = {};
  bool force = false;  ///< Also oneself, others who run the server, and everybody.
};
struct LiftBan {
  std::string_view target;
};
/// Asks who is banned, and who is muted.
struct AskBans {};
struct SetMute {
  std::string_view name;
  bool on;
  base::Duration length{};  ///< Zero: without end.
  std::string_view reason = {};
};
/// Tells everyone something.
struct Announce {
  std::string_view text;
};
/// Whether people may come in under names that are not registered.
struct SetGuests {
  bool allowed;
};
/// Asks for a sign of life.
struct Ping {};
/// An empty line. It shows that the client is alive, and requests nothing.
struct Nothing {};
/// A request that is not a valid command. `subject` is the wrong part.
struct Invalid {
  Problem problem;
  std::string_view subject;
};

using Command =
    std::variant<Say, Whisper, Rename, GivePassword, Register, ChangePassword, Unregister, AddKey,
                 RemoveKey, ListKeys, AskWhois, SetServerOperator, ManageAccount, AskWho, AskHelp,
                 Leave, EnterRoom, LeaveRoom, AskRooms, Topic, SetPrivate, Invite, Kick,
                 SetOperator, AskHistory, Search, SetBan, LiftBan, AskBans, SetMute, Announce,
                 SetGuests, Ping, Nothing, Invalid>;

/// What the caller must do after a command.
enum class CommandResult {
  done,     ///< The command is finished; read the client's next request.
  pending,  ///< Its answer needs the log, an account or the history. Read no further request of
            ///< this client until `Delivery::finished()`, so that answers keep the order of the
            ///< requests.
  leave     ///< The client leaves: it has got all its answers, so close its connection.
};

}  // namespace tertulia::chat
