#pragma once

#include <optional>
#include <string>

#include "tertulia/chat/ids.h"
#include "tertulia/chat/name.h"

/// What the hub remembers of requests that are not finished.
namespace tertulia::chat {

/// A request for a name that is not decided yet.
struct NameChange {
  Name name;
  AccountId account{};    // that the client wants to prove, or has proved, to own
  bool appended = false;  // true: waits for the log; false: waits for the accounts
  std::string hash = {};  // of the password that the accounts are asked about
};
/// What is known of a client that was asked for a password.
struct PasswordPrompt {
  std::optional<Name> name;  // if its answer is expected
  int tries = 0;             // wrong ones, for any name, whatever it has proved since
};
/// A password that is being hashed, and what it is for.
struct NewPassword {
  enum class Use { registers, changes, adds, resets };
  Use use;
  std::optional<Name> name = {};  // of the account that the administrator gives it
  std::string text = {};          // that the administrator is told
};
/// A question that the history has not answered yet: about a room, or a search.
struct HistoryQuestion {
  enum class Kind { history, search };
  Kind kind;
  RoomId room = kLobby;
  std::string room_name = {};
};

}  // namespace tertulia::chat
