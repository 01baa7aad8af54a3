#pragma once

#include <map>
#include <optional>
#include <set>
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

struct OpenRequests {
  std::map<MemberId, NameChange> name_changes;
  std::map<MemberId, PasswordPrompt> prompts;
  std::map<MemberId, NewPassword> new_passwords;
  std::map<MemberId, HistoryQuestion> questions;
  std::set<MemberId> waiting;  // their request waits for the log, or for a hash

  void forget(MemberId client) {
    name_changes.erase(client);
    prompts.erase(client);
    new_passwords.erase(client);
    questions.erase(client);
    waiting.erase(client);
  }
};

}  // namespace tertulia::chat
